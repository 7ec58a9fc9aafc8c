using NodaTime;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using Retention.Domain.Schedule;

namespace Retention.Domain.Decisions;

/// <summary>
/// Decides what is to happen to records. Pure: the same facts, schedule, holds and instant give the same decision, in whatever order they
/// come. What is decided is never remembered as a deed: a project re-opened is simply decided anew.
/// </summary>
public static class Decider
{
    /// <summary>
    /// When records of these facts may and must be erased. Every rule that names the category is considered; of those that erase and have
    /// started the earliest <c>EraseFrom</c> and the earliest <c>EraseBy</c> win, each by itself (storage limitation, Art. 5(1)(e));
    /// obligations are a floor under all of them (Art. 17(3)(b)), and one whose own start is not known yet keeps, against a withdrawal too.
    /// </summary>
    public static Timetable Timetable(RecordFacts facts, RetentionSchedule schedule)
    {
        if (CanaryRules.IsReserved(facts.ProjectName))
            (facts, schedule) = CanaryRules.Of(facts, schedule);
        if (facts.ProjectName is null || facts.Category is not { } category)
            return Unclassified(UnclassifiedReason.NoTemplate, []);
        if (facts.Project is not { } project)
            return Unclassified(UnclassifiedReason.NoProject, []);
        if (!schedule.Categories.Contains(category))
            return Unclassified(UnclassifiedReason.NoCategory, []);

        var rules = schedule.Rules.Where(r => r.AppliesTo(category)).ToList();
        var weighed = rules.ConvertAll(rule => WeighedRule.Of(rule, rule.StartsAt is { } at ? StartedAt.Of(at, rule, facts, project) : [], schedule));
        return rules.TrueForAll(r => !r.Erases && !r.Keeps)
            ? Unclassified(UnclassifiedReason.NoRule, weighed.ConvertAll(r => r.Considered(false)))
            : TimetableMaker.Make(weighed, schedule, project, Concerns(facts, category, rules), ExemptedFrom(facts, category, rules));
    }

    /// <summary>
    /// What is to happen now to one record (or, with no record named, to its whole group). A hold wins over everything: what is held is
    /// <see cref="Decision.Held"/> even where it is unclassified too (its timetable says so). At <c>DueAt</c> it is due, at
    /// <c>DeadlineAt</c> it is overdue.
    /// </summary>
    public static Decision At(Timetable timetable, RecordFacts facts, RecordAddress? record, IReadOnlyList<Hold> activeHolds, Instant now)
    {
        var holds = activeHolds.Where(h => h.Covers(facts, record)).OrderBy(h => h.Id).ToList();
        if (holds.Count > 0)
            return new Decision.Held(timetable, holds);
        if (timetable.Unclassified is { } reason)
            return new Decision.Unclassified(timetable, reason);
        if (timetable.DueAt is not { } dueAt)
            return new Decision.Keep(timetable, timetable.Kept ?? KeepReason.NeverDue);
        if (now < dueAt)
            return new Decision.Keep(timetable, WhyNotYet(timetable));
        return now >= timetable.DeadlineAt ? new Decision.Overdue(timetable) : new Decision.Due(timetable);
    }

    private static KeepReason WhyNotYet(Timetable timetable) =>
        timetable.SettlesAt is not null ? KeepReason.Settling
        : timetable.IsOnFloor ? KeepReason.Obligation
        : KeepReason.NotYetDue;

    /// <summary>
    /// A shared record is never made due by a withdrawal, but a person has to look where one could concern it: it names who withdrew among
    /// others, or it names nobody and anyone may be in it. Not where no rule acts on a withdrawal of the category anyway.
    /// </summary>
    private static bool Concerns(RecordFacts facts, CategoryName category, List<Rule> rules) =>
        facts.Participation.IsShared
        && rules.Exists(r => r.Erases && r.StartsAt == StartingPoint.Withdrawal)
        && facts.Withdrawals.Any(w => w.Project == facts.ProjectName
            && w.ActsOn(category)
            && (facts.Participation.Participants.Count == 0 || facts.Participation.Participants.Contains(w.Participant)));

    /// <summary>The decision that keeps the record from a rule that a withdrawal would have started; null where another withdrawal starts it all the same.</summary>
    private static ExemptReason? ExemptedFrom(RecordFacts facts, CategoryName category, List<Rule> rules)
    {
        if (facts.Participation.Sole is not { } participant || !rules.Exists(r => r.Erases && r.StartsAt == StartingPoint.Withdrawal))
            return null;
        var theirs = facts.Withdrawals.Where(w => w.Project == facts.ProjectName && w.Participant == participant && w.Stands && w.Names(category)).ToList();
        return theirs.Exists(w => w.ActsOn(category)) ? null : theirs.Select(w => w.ExemptionOf(category)?.Because).FirstOrDefault(b => b is not null);
    }

    private static Timetable Unclassified(UnclassifiedReason reason, IReadOnlyList<ConsideredRule> considered) =>
        new(null, null, null, null, null, reason, null, FloorPassesEraseBy: false, NeedsPerson: false, considered);
}
