using System.CommandLine;

namespace RetentionWorker.Cli;

/// <summary>
/// What a peer of the control socket may ask for: to judge plans, to place and release holds, to stop and start, and to look. No verb of the list
/// takes a path: nothing is read or written at a place that a peer names.
/// </summary>
internal static class ServedVerbs
{
    public static readonly IReadOnlySet<string> All = new HashSet<string>
    {
        "approve", "reject", "plan list", "plan show", "plan diff", "correction list", "correction show", "hold place", "hold release", "hold keep", "hold ground", "hold list",
        "withdraw list", "withdraw show", "canary list", "canary close",
        "status", "explain", "audit list", "audit show", "audit verify", "stop", "start", "health",
    };

    /// <summary>Options of a verb of the list that take a path all the same.</summary>
    public static readonly IReadOnlySet<string> Paths = new HashSet<string> { "--export", "--against", "--vkey" };

    /// <summary>Why it is not for a peer, or null. Asked of what the parser understood, so that what is refused and what would run are the same.</summary>
    public static string? RefusalOf(ParseResult given, IEnumerable<Option> daemonsOwn)
    {
        if (daemonsOwn.FirstOrDefault(o => given.GetResult(o) is { Implicit: false }) is { } option)
            return $"{option.Name} is not taken over the control socket: the daemon that listens there has its own";
        if (given.CommandResult.Children.OfType<System.CommandLine.Parsing.OptionResult>().FirstOrDefault(o => !o.Implicit && Paths.Contains(o.Option.Name)) is { } path)
            return $"{path.Option.Name} is not taken over the control socket: nothing is read at a place that a peer names";
        var verb = NameOf(given);
        return given.CommandResult.Command is Verb && !All.Contains(verb)
            ? $"'{verb}' is not answered over the control socket: it is for whoever may use the data directory (docs/control-socket.md)"
            : null;
    }

    /// <summary>The verb as typed, without the program's name.</summary>
    public static string NameOf(ParseResult given)
    {
        var path = UsageErrors.PathOf(given);
        return path[(path.IndexOf(' ', StringComparison.Ordinal) + 1)..];
    }
}
