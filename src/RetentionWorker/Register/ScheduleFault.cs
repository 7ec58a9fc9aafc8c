namespace RetentionWorker.Register;

/// <summary>There is no schedule to run by; nothing is erased. Every problem is named.</summary>
internal sealed class ScheduleFault(bool isConfiguration, IReadOnlyList<string> problems)
    : Exception(string.Join('\n', problems))
{
    public const string Missing = "missing";

    /// <summary>No file, or one that cannot be trusted; else it is the content that is wrong.</summary>
    public bool IsConfiguration { get; } = isConfiguration;

    /// <summary>A stable word for what is wrong with the file.</summary>
    public string Code => IsConfiguration ? Missing : "unreadable";

    public IReadOnlyList<string> Problems { get; } = problems;
}
