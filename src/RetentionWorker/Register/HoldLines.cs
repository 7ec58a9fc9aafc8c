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
    public static HoldLine Of(HoldEntry entry, IReadSession books, LocalDate today)
    {
        var hold = entry.Hold;
        var active = entry.ReleasedAt is null;
        return new(
            hold.Id, hold.Project, hold.Participant, hold.Category, hold.Record, hold.Kind, hold.Reference, hold.ReviewBy, entry.PlacedAt, entry.ReleasedAt,
            active && hold.ReviewBy < today, active ? KnownNames.Unmatched(books, hold.Project, hold.Participant, hold.Category, hold.Record) : null);
    }
}

/// <summary>What somebody asks to be held.</summary>
internal sealed record HoldRequest(
    ProjectId Project, ParticipantId? Participant, CategoryName? Category, RecordReference? Record, HoldKind Mandate, string Reference, LocalDate ReviewBy);

/// <summary>
/// A hold that is in force. <paramref name="TooLateFor"/> are records whose erasure was in flight when it was placed and went through;
/// <paramref name="ErasedBefore"/> are records of its scope that were erased earlier. <paramref name="InDoubt"/> counts erasures that a process
/// which is gone left open: the next run finds out what became of them, and the hold covers what is still there.
/// </summary>
internal sealed record PlacedHold(
    long Hold, ProjectId Project, ParticipantId? Participant, CategoryName? Category, RecordAddress? Record, HoldKind Mandate, string Reference,
    LocalDate ReviewBy, IReadOnlyList<RecordAddress> TooLateFor, IReadOnlyList<RecordAddress> ErasedBefore, int InDoubt);

/// <summary>Whether some process holds the right to erase at this moment.</summary>
internal delegate bool SomebodyErases();
