using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>A hold as shown. <paramref name="Unmatched"/> says what it names that nothing known matches; <paramref name="ReviewIsDue"/> that its review date has passed.</summary>
internal sealed record HoldLine(
    long Hold, ProjectId Project, ParticipantId? Participant, CategoryName? Category, RecordAddress? Record, HoldKind Mandate, string Reference,
    LocalDate ReviewBy, Instant PlacedAt, Instant? ReleasedAt, bool ReviewIsDue, string? Unmatched)
{
    /// <summary>Since when its review is due: the day after the one by which it was to be reviewed.</summary>
    public LocalDate? ReviewDueSince { get; init; }

    /// <summary>Why a request for erasure does not reach what it covers.</summary>
    public KeepingGround? Ground { get; init; }

    public string? PlacedBy { get; init; }

    /// <summary>When it ends, where whoever placed it asked for that alone.</summary>
    public Instant? ReleasesAt { get; init; }

    /// <summary>The objection that it restricts until somebody decides.</summary>
    public long? Objection { get; init; }

    public static HoldLine Of(HoldEntry entry, IReadSession books, LocalDate today)
    {
        var hold = entry.Hold;
        var active = entry.ReleasedAt is null;
        var reviewIsDue = active && hold.ReviewBy < today;
        return new(
            hold.Id, hold.Project, hold.Participant, hold.Category, hold.Record, hold.Kind, hold.Reference, hold.ReviewBy, entry.PlacedAt, entry.ReleasedAt,
            reviewIsDue, active && hold.ForWithdrawal is null ? KnownNames.Unmatched(books, hold) : null)
        {
            ReviewDueSince = reviewIsDue ? hold.ReviewBy.PlusDays(1) : null,
            Ground = hold.Ground,
            PlacedBy = entry.PlacedBy,
            ReleasesAt = active ? entry.Asked?.From : null,
            Objection = hold.ForWithdrawal,
        };
    }
}

/// <summary>What somebody asks to be held.</summary>
internal sealed record HoldRequest(
    ProjectId Project, ParticipantId? Participant, CategoryName? Category, RecordReference? Record, HoldKind Mandate, string Reference, LocalDate ReviewBy)
{
    /// <summary>Required where somebody whom the hold covers asked for erasure.</summary>
    public KeepingGround? Ground { get; init; }
}

/// <summary>
/// A hold that is in force. <paramref name="TooLateFor"/> are records whose erasure was in flight when it was placed and went through;
/// <paramref name="ErasedBefore"/> are records of its scope that were erased earlier. <paramref name="InDoubt"/> counts erasures that a process
/// which is gone left open: the next run finds out what became of them, and the hold covers what is still there.
/// </summary>
internal sealed record PlacedHold(
    long Hold, ProjectId Project, ParticipantId? Participant, CategoryName? Category, RecordAddress? Record, HoldKind Mandate, string Reference,
    LocalDate ReviewBy, IReadOnlyList<RecordAddress> TooLateFor, IReadOnlyList<RecordAddress> ErasedBefore, int InDoubt)
{
    public KeepingGround? Ground { get; init; }

    /// <summary>The keys (project and epoch) that were deleted, and are in use again.</summary>
    public IReadOnlyList<string> KeysRecovered { get; init; } = [];

    /// <summary>The keys that were destroyed before: what the log holds under them cannot be linked to names any more.</summary>
    public IReadOnlyList<string> KeysDestroyedBefore { get; init; } = [];

    /// <summary>The deleted keys that could not be brought back at once, for their file refuses; every look tries it again.</summary>
    public IReadOnlyList<string> KeysRefused { get; init; } = [];
}

/// <summary>Whether some process holds the right to erase at this moment.</summary>
internal delegate bool SomebodyErases();
