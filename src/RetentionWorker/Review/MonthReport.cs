using NodaTime;

namespace RetentionWorker.Review;

/// <summary>
/// A month in figures, for the data protection officer: counts, ids of categories and stores, words and dates. <paramref name="Log"/> is what the signed log says, and cannot be changed unseen;
/// <paramref name="Catalogue"/> is what only the catalogue knows, at the moment <paramref name="MadeAt"/>.
/// </summary>
internal sealed record MonthReport(
    string Month, LocalDate From, LocalDate Through, bool SoFar, string TimeZone, Instant MadeAt, LogStand Verdict, LogFigures Log, CatalogueFigures Catalogue)
{
    public string Type => "retention-month-report";

    public int V => 1;

    /// <summary>When the log began, where that was in the month: nothing is known of the time before.</summary>
    public Instant? LogBegan { get; init; }
}

/// <summary>The log that it rests on, verified as it was then.</summary>
internal sealed record LogStand(string Log, long Size, string Root, string? RestsOn, long OpenIntents, IReadOnlyList<CodeCount> Findings);

/// <summary>How many of something that has a word.</summary>
internal sealed record CodeCount(string Code, long Count);

internal sealed record LogFigures(
    ErasedFigures Erased, IReadOnlyList<ErasedLine> By, IReadOnlyList<DayLine> Days, RunFigures Runs, OverdueSince OverdueAtEnd, HoldFigures Holds, PlanFigures Plans, StopFigures Stops,
    IReadOnlyList<GuardLine> Guards, WithdrawalFigures Withdrawals, IReadOnlyList<ResidueLine> Residue, KeyFigures Keys, IReadOnlyList<AnchorLine> Anchors, LifeFigures Life, ConcernFigures Concerns);

/// <summary>
/// Erased in the month, by the day of the outcome: on time is by the end of the day that the intent names as the last permitted one. <paramref name="LateByObligation"/> of the late could not go
/// earlier, because an obligation kept them beyond that day.
/// </summary>
internal sealed record ErasedFigures(long Erased, long OnTime, long Late, long LateByObligation, long AlreadyAbsent, long Kept, long Refused, long Failed, long OfCanaries);

internal sealed record ErasedLine(string Category, string Store, long OnTime, long Late, long AlreadyAbsent, long NotErased);

internal sealed record DayLine(LocalDate Day, long OnTime, long Late);

/// <summary>
/// The runs that closed their books in the month, and how what they say goes with the outcomes: <c>Erased + BesideRuns + InRunsAfter - OutsideMonth</c> is what was erased in the month.
/// </summary>
internal sealed record RunFigures(
    long Runs, long Due, long Erased, long AlreadyAbsent, IReadOnlyList<CodeCount> NotErased, long OutsideMonth, long InRunsAfter, long BesideRuns, long Unaccounted, bool Balanced);

/// <summary>What was past its day when the month ended and was erased since.</summary>
internal sealed record OverdueSince(long ErasedSince, IReadOnlyList<PlaceCount> By);

internal sealed record PlaceCount(string Category, string Store, long Records);

internal sealed record HoldFigures(long Placed, long Released, long InForceAtEnd, long PastReviewAtEnd, IReadOnlyList<CodeCount> InForceByMandate);

/// <summary>Plans that went beyond a limit and waited, and what people said of them.</summary>
internal sealed record PlanFigures(long Waited, long Approved, long ApprovedAsSingleOperator, long Rejected, IReadOnlyList<CodeCount> LimitsTripped);

internal sealed record StopFigures(long Thrown, long TakenBack, bool ThrownAtEnd);

/// <summary>A guard of all (<paramref name="Store"/> is null) or of one store.</summary>
internal sealed record GuardLine(string Guard, string? Store, long Closed, long Opened, bool ClosedAtEnd, IReadOnlyList<string> Codes);

/// <summary>
/// Withdrawals that came in in the month, by the time of their entry. <paramref name="ErasedOnTime"/> and <paramref name="ErasedLate"/> count records of theirs that were erased since, as far as
/// keys still link them (<paramref name="Unlinkable"/> cannot be).
/// </summary>
internal sealed record WithdrawalFigures(
    long Recorded, IReadOnlyList<CodeCount> Grounds, long Cancelled, long Upheld, long Dismissed, long Exempted, long Informed, long ErasedOnTime, long ErasedLate, long ErasedAfterObligation, long Unlinkable);

/// <summary>Copies that could still come back when the month ended, by the outcomes up to then. Without <paramref name="Until"/>: nobody can say how long.</summary>
internal sealed record ResidueLine(string Store, string Kind, LocalDate? Until, long Records);

internal sealed record KeyFigures(long Created, long Deleted, long Recovered, long Returned, long Destroyed);

/// <summary>One place outside. The longest gap is within the month, in hours.</summary>
internal sealed record AnchorLine(string Place, string Kind, long Taken, Instant? Last, long? AgeInHoursAtEnd, long? LongestGapInHours);

internal sealed record LifeFigures(long Heartbeats, long Entries, IReadOnlyList<LocalDate> DaysWithoutARun);

/// <summary>Entries on possible breaches and on corrections, and records that went without the program.</summary>
internal sealed record ConcernFigures(long BreachesNoted, long BreachesJudged, long CorrectionsAsked, long CorrectionsApproved, long CorrectionsRejected, long Vanished);

internal sealed record CatalogueFigures(IReadOnlyList<OverdueLine> Overdue, long PlansWaiting, SettledFigures Withdrawals);

/// <summary>
/// Records that are there and past their day: when the month ended, by the facts and holds of now, and now. <paramref name="HeldNow"/> are past it too, and a hold keeps them.
/// </summary>
internal sealed record OverdueLine(string Category, string Store, long AtEnd, long Now, long HeldNow);

/// <summary>How the withdrawals of the month stand now, each in one of these. Settled: nothing is left to erase, to decide or to tell; late where the log has a late erasure of theirs.</summary>
internal sealed record SettledFigures(long SettledInTime, long SettledLate, long OpenWithinLimit, long OpenBeyondLimit, long Cancelled);
