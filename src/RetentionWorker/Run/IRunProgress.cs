using Retention.Domain.Facts;

namespace RetentionWorker.Run;

/// <summary>
/// The named moments of a run, in order. Progress displays follow them, and the tests kill the process at each.
/// </summary>
internal enum RunBoundary
{
    LogChecked,
    IntentsResolving,
    IntentResolved,
    DiscoveryStarted,
    PageNoted,
    Discovered,
    Decided,
    Planned,
    BatchClaimed,
    IntentsAppended,
    IntentsDurable,
    BeforeErase,
    Erased,
    BeforeVerify,
    Verified,
    OutcomesAppended,
    OutcomesDurable,
    BeforeSummary,
    SummaryDurable,
}

/// <summary>Told of a run's progress; must return quickly. Never told a name.</summary>
internal interface IRunProgress
{
    void At(RunBoundary boundary, StoreName? store);

    /// <summary>So many of so many records are through; total is null while it is not known.</summary>
    void Count(RunBoundary boundary, long done, long? total);
}

/// <summary>Nobody is watching.</summary>
internal sealed class NoProgress : IRunProgress
{
    public static readonly NoProgress Instance = new();

    public void At(RunBoundary boundary, StoreName? store)
    {
    }

    public void Count(RunBoundary boundary, long done, long? total)
    {
    }
}
