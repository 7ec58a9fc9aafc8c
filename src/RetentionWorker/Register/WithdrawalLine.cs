using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>How a withdrawal stands.</summary>
internal enum WithdrawalState
{
    /// <summary>What starts at a withdrawal starts at it.</summary>
    InForce,
    /// <summary>An objection that nobody has decided: the records are restricted.</summary>
    Undecided,
    /// <summary>An objection that was dismissed: nothing starts at it.</summary>
    Dismissed,
    Cancelled,
}

/// <summary>A withdrawal as shown. <paramref name="Unmatched"/> says what it names that nothing known matches.</summary>
internal sealed record WithdrawalLine(
    long Withdrawal, ProjectId Project, ParticipantId Participant, CategoryName? Category, LocalDate ReceivedOn, WithdrawalGround Ground,
    Instant RecordedAt, Instant? CancelledAt, string? Unmatched)
{
    public WithdrawalState State { get; init; }

    /// <summary>When an objection was decided.</summary>
    public Instant? DecidedAt { get; init; }

    /// <summary>Categories that it does not reach, by a person's decision.</summary>
    public IReadOnlyList<CategoryName> Exempt { get; init; } = [];

    /// <summary>The day on which whoever withdrew was last told what stays.</summary>
    public LocalDate? InformedOn { get; init; }

    public static WithdrawalLine Of(WithdrawalEntry entry, IReadSession session)
    {
        var facts = entry.Facts;
        var state = entry.CancelledAt is not null ? WithdrawalState.Cancelled
            : facts.IsPending ? WithdrawalState.Undecided
            : facts.Stands ? WithdrawalState.InForce : WithdrawalState.Dismissed;
        var unmatched = state is WithdrawalState.InForce or WithdrawalState.Undecided ? KnownNames.Unmatched(session, facts.Project, facts.Participant, facts.Category) : null;
        return new(facts.Id, facts.Project, facts.Participant, facts.Category, facts.ReceivedOn, facts.Ground, facts.RecordedAt, entry.CancelledAt, unmatched)
        {
            State = state,
            DecidedAt = facts.Ruling?.At,
            Exempt = [.. facts.Exemptions.Select(e => e.Category)],
            InformedOn = entry.InformedOn,
        };
    }
}
