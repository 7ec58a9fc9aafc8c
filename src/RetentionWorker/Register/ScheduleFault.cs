namespace RetentionWorker.Register;

/// <summary>There is no schedule to run by; nothing is erased. Every problem is named.</summary>
internal sealed class ScheduleFault(bool isConfiguration, IReadOnlyList<string> problems)
    : Exception(string.Join('\n', problems))
{
    /// <summary>No file, or one that cannot be trusted; else it is the content that is wrong.</summary>
    public bool IsConfiguration { get; } = isConfiguration;
}
