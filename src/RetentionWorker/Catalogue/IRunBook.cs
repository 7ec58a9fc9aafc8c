using NodaTime;

namespace RetentionWorker.Catalogue;

/// <summary>Records that were due when an unattended run began, and that it neither erased nor gave a reason for. <paramref name="Since"/>: the end of the first such run in a row.</summary>
internal sealed record LeftBehind(long Records, Instant Since);

/// <summary>What is known of the runs that nobody asks for: their absence, and their blindness, are told by it.</summary>
internal interface IRunBook
{
    /// <summary>The end of the last unattended run; null where none was.</summary>
    Instant? Last { get; }

    void Ended(Instant at);

    /// <summary>What the last run that looked after everything left without a word; null where it left nothing.</summary>
    LeftBehind? Left { get; }

    void Leave(long records, Instant at);
}
