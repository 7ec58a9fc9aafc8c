namespace RetentionWorker.Hosting;

/// <summary>One thing that is wrong with the configuration: where (a key's path, or a file), what, and what to write instead.</summary>
internal sealed record ConfigurationProblem(string Path, string What);

/// <summary>All that is wrong with the configuration at once; nothing was opened.</summary>
internal sealed class ConfigurationProblems(IReadOnlyList<ConfigurationProblem> problems)
    : Exception("bad configuration\n" + string.Join('\n', problems.Select(p => $"  {p.Path}: {p.What}")))
{
    public IReadOnlyList<ConfigurationProblem> Problems { get; } = problems;
}
