using RetentionWorker.Hosting.Configuration;

namespace RetentionWorker.Hosting.Control;

/// <summary>
/// Finds <c>--via SOCKET</c> before anything else is read: with it the command line is the daemon's to understand, and this process opens nothing.
/// </summary>
internal static class ViaOption
{
    private const string Name = "--via";
    private const string Variable = EnvironmentOverlay.Prefix + "VIA";

    /// <summary>The socket, and the arguments without the option; null where this process answers itself.</summary>
    public static (string Socket, IReadOnlyList<string> Arguments)? Take(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> variables)
    {
        for (var at = 0; at < arguments.Count && arguments[at] != "--"; at++)
        {
            var argument = arguments[at];
            // Without a value it is a usage error, and left for the parser to say.
            if (argument == Name && at + 1 < arguments.Count && arguments[at + 1].Length > 0)
                return (arguments[at + 1], [.. arguments.Take(at), .. arguments.Skip(at + 2)]);
            if (argument.Length > Name.Length + 1 && argument.StartsWith(Name, StringComparison.Ordinal) && argument[Name.Length] is '=' or ':')
                return (argument[(Name.Length + 1)..], [.. arguments.Take(at), .. arguments.Skip(at + 1)]);
        }
        // The quickstart plays in a directory of its own, whatever is configured.
        if (arguments is ["quickstart", ..] || variables.Keys.FirstOrDefault(k => k.Equals(Variable, StringComparison.OrdinalIgnoreCase)) is not { } variable)
            return null;
        return string.IsNullOrWhiteSpace(variables[variable])
            ? throw new ConfigurationProblems([new(variable, "is empty; name the daemon's control socket, or unset it")])
            : (variables[variable], arguments);
    }
}
