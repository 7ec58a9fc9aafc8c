using NodaTime;
using Retention.Domain.Facts;

namespace Retention.Domain.Decisions;

/// <summary>Why a record is kept.</summary>
public enum KeepReason
{
    /// <summary>Its time has not come: see <see cref="Timetable.EraseFrom"/>.</summary>
    NotYetDue,
    /// <summary>The fact that makes it due was recorded too recently (<c>settle</c>): see <see cref="Timetable.DueAt"/>.</summary>
    Settling,
    /// <summary>No rule's starting point has come: a project without an end date, nobody withdrew.</summary>
    NotStarted,
    /// <summary>A rule says keep, with a review.</summary>
    KeepRule,
    /// <summary>A legal duty to keep is a floor under every rule (Art. 17(3)(b)).</summary>
    Obligation,
    /// <summary>An obligation whose own starting point has not come keeps the record: how long is not known yet.</summary>
    ObligationNotStarted,
    /// <summary>The arithmetic leaves the calendar (beyond the year 9999).</summary>
    NeverDue,
    /// <summary>The participant left, a person decided that erasing would impair the research (Art. 17(3)(d)), and no other rule has started.</summary>
    ResearchImpairment,
    /// <summary>The institute is a processor, and the controller has not chosen between erasing and return (Art. 28(3)(g)).</summary>
    AwaitsInstruction,
}

/// <summary>Why a record cannot be decided: kept, counted, reported, never erased.</summary>
public enum UnclassifiedReason
{
    /// <summary>Its place fits no template of the store.</summary>
    NoTemplate,
    /// <summary>The catalogue knows no project of that id.</summary>
    NoProject,
    /// <summary>No rule of the schedule names its category.</summary>
    NoCategory,
    /// <summary>Rules name its category, but none of them erases or keeps.</summary>
    NoRule,
}

/// <summary>What one rule said of the record.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Start">The civil date it counts from, or null where its starting point has not come.</param>
/// <param name="KeepThrough">The last kept day (start + eraseAfter, or start + retain of an obligation).</param>
/// <param name="EraseFrom">The first permitted day, of a rule that erases.</param>
/// <param name="EraseBy">The last permitted day, of a rule that erases.</param>
/// <param name="RetainThrough">The last day of a legal duty to keep, of an obligation.</param>
/// <param name="Wins">Whether it set the earliest day from which, or the earliest day by which, the record is to be erased.</param>
public sealed record ConsideredRule(
    RuleId Rule, LocalDate? Start, LocalDate? KeepThrough, LocalDate? EraseFrom, LocalDate? EraseBy, LocalDate? RetainThrough, bool Wins);

/// <summary>
/// The part of a decision that no clock changes: when the record may and must be erased under the facts and the schedule of now. One per
/// group of records; the catalogue keeps it, so that what is due is an index away.
/// </summary>
/// <param name="EraseFrom">The first permitted day, or null where nothing makes it due.</param>
/// <param name="EraseBy">The last permitted day.</param>
/// <param name="DueAt">The first permitted instant: the start of <paramref name="EraseFrom"/> in the schedule's zone, and never before <c>settle</c> has passed.</param>
/// <param name="DeadlineAt">The instant by which it must be gone (exclusive): the start of the day after <paramref name="EraseBy"/>.</param>
/// <param name="Kept">Why it is kept while nothing makes it due; null where <paramref name="DueAt"/> is set.</param>
/// <param name="Unclassified">Why it cannot be decided; null where it can.</param>
/// <param name="SettlesAt">When the youngest of the winning facts has settled, where that is later than the start of <paramref name="EraseFrom"/>.</param>
/// <param name="FloorPassesEraseBy">An obligation keeps it beyond its <paramref name="EraseBy"/>: a person is told.</param>
/// <param name="NeedsPerson">A shared record of somebody who withdrew: a person has to look.</param>
/// <param name="Considered">Every rule that names the category, in the order of the schedule.</param>
public sealed record Timetable(
    LocalDate? EraseFrom,
    LocalDate? EraseBy,
    Instant? DueAt,
    Instant? DeadlineAt,
    KeepReason? Kept,
    UnclassifiedReason? Unclassified,
    Instant? SettlesAt,
    bool FloorPassesEraseBy,
    bool NeedsPerson,
    IReadOnlyList<ConsideredRule> Considered)
{
    /// <summary>Why a withdrawal that would reach the record does not; null where none would, or one does.</summary>
    public ExemptReason? Exempted { get; init; }

    /// <summary>The rules that set the earliest date, in the order of the schedule.</summary>
    public IEnumerable<RuleId> WinningRules => Considered.Where(r => r.Wins).Select(r => r.Rule);

    /// <summary>Whether <see cref="EraseFrom"/> was set by an obligation's floor, above every rule that erases.</summary>
    public bool IsOnFloor => EraseFrom > Considered.Min(r => r.EraseFrom);
}
