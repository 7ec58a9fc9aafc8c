using NodaTime;

namespace RetentionWorker.Watch;

/// <summary>What kind of thing stands between records and their erasure; <c>docs/stops.md</c> says of each what it is and how it ends.</summary>
internal enum ObstacleKind
{
    Stopped,
    GuardClosed,
    PlanWaits,
    PlanRejected,
    Overdue,
    LateWhileSettling,
    NotErased,
    OutcomeOpen,
    HoldPastReview,
    SharedOfWithdrawn,
    PlannedEndPassed,
    Unclassified,
    UnreadablePlaces,
    HoldUnmatched,
    WithdrawalUnmatched,
    PossibleBreach,
    ObjectionUndecided,
    RequesterUninformed,
    HoldWithoutGround,
    CanaryOverdue,
    CanaryPassedOver,
    CanaryLost,
    CanaryMissing,
    RunMissing,
    CorrectionWaits,
    ScheduleNotInForce,
    InstructionAwaited,
    EndUnknown,
    AnchorTooOld,
    RecipientUntold,
}

/// <summary>
/// Something that stands between records and their erasure and needs a person, with a clock. Holds no name of a record and no participant:
/// it is sent to people outside.
/// </summary>
/// <param name="Subject">A store, a project, a plan's digest, a guard, or the number of a hold or withdrawal.</param>
/// <param name="Records">How many records it keeps, as far as that is known.</param>
/// <param name="Since">Since when it stands.</param>
/// <param name="MustBeResolvedBy">The moment at which it becomes a missed erasure (exclusive).</param>
/// <param name="Code">A stable word for why.</param>
/// <param name="Remedy">The command that resolves it, or shows how.</param>
internal sealed record Obstacle(ObstacleKind Kind, string Subject, long Records, Instant Since, Instant MustBeResolvedBy, string Code, string Remedy)
{
    public bool IsOverdue(Instant now) => MustBeResolvedBy <= now;

    /// <summary>Whole days that are left, rounded down; negative where it is overdue.</summary>
    public int DaysLeft(Instant now) => (int)Math.Floor((MustBeResolvedBy - now).TotalDays);
}
