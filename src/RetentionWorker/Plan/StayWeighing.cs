using NodaTime;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Plan;

/// <summary>Why records of somebody who withdrew stay.</summary>
internal enum StayCode
{
    /// <summary>A hold suspends their erasure.</summary>
    Held,
    /// <summary>Somebody said no to it: no plan takes them before somebody else says yes.</summary>
    Rejected,
    /// <summary>A legal duty keeps them (Art. 17(3)(b)): until a day, or until its own starting point has come.</summary>
    Obligation,
    /// <summary>Their category is kept by a rule: no personal data any more.</summary>
    AlreadyAnonymised,
    /// <summary>Somebody decided that erasing them would seriously impair the research (Art. 17(3)(d)).</summary>
    ResearchImpairment,
    /// <summary>No rule of their category starts at a withdrawal: they go by their ordinary rules.</summary>
    NoWithdrawalRule,
    /// <summary>The objection was dismissed: they go by their ordinary rules.</summary>
    ObjectionDismissed,
    /// <summary>Nobody can say what they are.</summary>
    Unclassified,
    /// <summary>The arithmetic leaves the calendar.</summary>
    NeverDue,
    /// <summary>The institute is a processor, and the controller has not chosen (Art. 28(3)(g)).</summary>
    AwaitsInstruction,
}

/// <summary>Weighs the participant's own groups one by one: what goes, and what stays with which code.</summary>
internal sealed class StayWeighing(IReadSession session, WithdrawalFacts withdrawal, RetentionSchedule schedule, Instant now)
{
    private readonly LocalDate today = now.InZone(schedule.Zone).Date;
    private readonly FactsReader facts = new(session);
    private readonly HeldNow held = new(session);

    /// <summary>Whether a shared record is, or may be, the participant's too, in a category that a withdrawal reaches.</summary>
    public bool MayConcern(GroupKey key) =>
        key.Participation.IsShared && key.Category is { } category && ActsOn(category)
        && (key.Participation.Participants.Count == 0 || key.Participation.Participants.Contains(withdrawal.Participant));

    public void Weigh(GroupEntry group, List<GoingLine> goes, List<StayingLine> stays)
    {
        var timetable = Decider.Timetable(facts.Of(group.Key), schedule);
        var keptByHold = held.CoversAll(group.Key) ? group.Present : held.CountSingly(group.Id);
        if (keptByHold > 0)
            stays.Add(Staying(StayCode.Held, keptByHold, held.Over(group)));
        var free = group.Present - keptByHold;
        if (free == 0)
            return;
        if (CodeOf(group.Key.Category, timetable) is { } code)
        {
            stays.Add(Staying(code, free, []));
            return;
        }
        var rejected = session.Rejections.In(group.Id, held.SinglyIn(group.Id), now);
        stays.AddRange(rejected.Select(no => Staying(StayCode.Rejected, no.Records, []) with { Rejection = no }));
        free -= rejected.Sum(no => no.Records);
        if (free > 0)
            goes.Add(new GoingLine(group.Key.Category!.Value, free, timetable.EraseFrom!.Value, timetable.EraseBy, timetable.DueAt!.Value, [.. timetable.WinningRules]));

        StayingLine Staying(StayCode why, long records, IReadOnlyList<long> holds) => new(
            group.Key.Category, records, why, holds, timetable.EraseFrom, timetable.EraseBy,
            why == StayCode.ResearchImpairment ? withdrawal.ExemptionOf(group.Key.Category)?.Reference : null);
    }

    private StayCode? CodeOf(CategoryName? category, Timetable timetable)
    {
        if (timetable.Unclassified is not null || category is not { } name)
            return StayCode.Unclassified;
        if (timetable.Exempted is not null)
            return StayCode.ResearchImpairment;
        if (timetable.Kept is KeepReason.ObligationNotStarted || timetable.Considered.Any(c => KeepsToday(c, timetable)))
            return StayCode.Obligation;
        if (timetable.Kept is KeepReason.AwaitsInstruction)
            return StayCode.AwaitsInstruction;
        if (timetable.Kept is KeepReason.KeepRule)
            return StayCode.AlreadyAnonymised;
        if (withdrawal.Ruling is { Upheld: false })
            return StayCode.ObjectionDismissed;
        if (!ActsOn(name))
            return schedule.Rules.Any(r => r.Keeps && r.AppliesTo(name)) ? StayCode.AlreadyAnonymised : StayCode.NoWithdrawalRule;
        return timetable.DueAt is null ? StayCode.NeverDue : null;
    }

    /// <summary>A duty whose last day has not passed, and after which the record may go.</summary>
    private bool KeepsToday(ConsideredRule rule, Timetable timetable) =>
        rule.RetainThrough is { } through && through >= today && !(timetable.EraseFrom > through.PlusDays(1));

    private bool ActsOn(CategoryName category) => schedule.Rules.Any(r => r.Erases && r.StartsAt == StartingPoint.Withdrawal && r.AppliesTo(category));
}
