using NodaTime;
using Retention.Domain.Corrections;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue;

/// <summary>
/// A correction as recorded. <paramref name="ScheduleText"/> is the exact text of a schedule to be adopted; <paramref name="DeadlineAt"/> the first deadline that it
/// stands before: of what stays because it waits, or of what goes late because it waits.
/// </summary>
internal sealed record CorrectionEntry(
    long Number, string Digest, Correction Correction, InformedHow? Informed, byte[]? ScheduleText, long Records, string AskedBy, Instant AskedAt, Instant? DeadlineAt,
    CorrectionStanding Standing)
{
    /// <summary>For so long it can be approved; what it would move is then looked at anew.</summary>
    public static readonly Duration Lifetime = Duration.FromDays(7);

    public string? JudgedBy { get; init; }

    public Instant? JudgedAt { get; init; }

    /// <summary>From when an approval counts.</summary>
    public Instant? CountsFrom { get; init; }

    public string? Code { get; init; }

    public bool IsOpen => Standing is CorrectionStanding.Waits or CorrectionStanding.Approved;

    public bool IsExpired(Instant now) => Standing == CorrectionStanding.Waits && now >= AskedAt + Lifetime;
}

internal interface ICorrectionBook
{
    /// <summary>The number that the next one gets.</summary>
    long Next { get; }

    /// <summary>Records it, and has the project's groups decided anew: while it waits, nothing goes that it would keep.</summary>
    void Ask(CorrectionEntry entry);

    CorrectionEntry? Find(string digest);

    /// <summary>Those that wait or are approved and not in effect, oldest first.</summary>
    IReadOnlyList<CorrectionEntry> Open();

    /// <summary>All of them, oldest first.</summary>
    IReadOnlyList<CorrectionEntry> List();

    /// <summary>Records what was said of it, and has the project's groups decided anew.</summary>
    void Judge(long number, CorrectionStanding standing, string actor, Instant at, Instant? countsFrom, string? code);
}
