namespace RetentionWorker.Hosting.Configuration;

/// <summary>
/// The variables <c>RETENTION__…</c>: their parts are joined by two underscores and match keys whatever their case, since many tools write
/// them in capitals. Each overrides what the file says.
/// </summary>
internal sealed class EnvironmentOverlay
{
    public const string Prefix = "RETENTION__";

    private readonly Dictionary<string, EnvironmentOverlay> children = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The variables that are no keys of the file: the data directory, and the socket of a daemon to ask.</summary>
    private static readonly string[] NoKeys = [Prefix + "DATA", Prefix + "VIA"];

    /// <summary>The variable's name, where one ends here.</summary>
    public string? Variable { get; private set; }

    public string? Value { get; private set; }

    public IEnumerable<string> Keys => children.Keys;

    public EnvironmentOverlay? Child(string key) => children.GetValueOrDefault(key);

    /// <summary>Every variable below this place.</summary>
    public IEnumerable<EnvironmentOverlay> Leaves() =>
        (Variable is null ? [] : new[] { this }).Concat(children.Values.SelectMany(c => c.Leaves()));

    /// <summary>Reads the variables that are keys of the file.</summary>
    public static EnvironmentOverlay Read(IReadOnlyDictionary<string, string> variables, List<ConfigurationProblem> problems)
    {
        var root = new EnvironmentOverlay();
        foreach (var (name, value) in variables.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || NoKeys.Contains(name, StringComparer.OrdinalIgnoreCase))
                continue;
            var parts = name[Prefix.Length..].Split("__");
            if (parts.Any(p => p.Length == 0))
            {
                problems.Add(new(name, "has an empty part; write RETENTION__STORES__NAME__ROOT and the like"));
                continue;
            }
            var at = root;
            foreach (var part in parts)
            {
                if (!at.children.TryGetValue(part, out var next))
                    at.children[part] = next = new EnvironmentOverlay();
                at = next;
            }
            if (at.Variable is not null)
                problems.Add(new(name, $"is the same key as {at.Variable}; keep one"));
            (at.Variable, at.Value) = (name, value);
        }
        foreach (var leaf in root.Leaves().Where(l => l.children.Count > 0))
            problems.Add(new(leaf.Variable!, "is both a value and the beginning of other names; keep one"));
        return root;
    }
}
