using CsCheck;
using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using Retention.Domain.Schedule;

namespace Retention.Domain.Tests.Decisions;

/// <summary>What holds of every decision, whatever the facts, the schedule and the time.</summary>
public sealed class DecisionLawTests
{
    private static readonly LocalDate Origin = new(2024, 1, 1);

    private static readonly Gen<LocalDate> Day = Gen.Int[0, 1500].Select(Origin.PlusDays);
    private static readonly Gen<Instant> Moment = Gen.Long[0, 2000L * 24 * 3600].Select(s => Instant.FromUtc(2024, 1, 1, 0, 0).Plus(Duration.FromSeconds(s)));
    private static readonly Gen<CalendarPeriod> Period = Gen.Select(Gen.Int[0, 14], Gen.Int[0, 40], (m, d) => new CalendarPeriod(m, d));
    private static readonly Gen<CategoryName> Category = Gen.OneOf(new CategoryName("recording"), new CategoryName("transcript"));
    private static readonly Gen<ParticipantId> Participant = Gen.OneOf(new ParticipantId("P01"), new ParticipantId("P02"), new ParticipantId("P03"));
    private static readonly Gen<StartingPoint> Point = Gen.Enum<StartingPoint>();

    private static readonly Gen<Rule> ErasingRule = Gen.Select(Category, Point, Day, Period, Period, (category, at, date, after, more) =>
        new Rule(default, [category], at, at == StartingPoint.FixedDate ? date : null, after, new CalendarPeriod(after.Months + more.Months, after.Days + more.Days), null, null, null, "."));

    private static readonly Gen<Rule> DutyRule = Gen.Select(Category, Point, Day, Period, (category, at, date, retain) =>
        new Rule(default, [category], at, at == StartingPoint.FixedDate ? date : null, null, null, retain, "duty", null, "."));

    private static readonly Gen<Rule> KeepRule = Category.Select(category =>
        new Rule(default, [category], null, null, null, null, null, null, new CalendarPeriod(60, 0), "."));

    private static readonly Gen<RetentionSchedule> AnySchedule =
        from rules in Gen.Frequency((5, ErasingRule), (2, DutyRule), (1, KeepRule)).Array[1, 6]
        from zone in Gen.OneOf("Europe/London", "Asia/Kolkata", "America/Havana", "Africa/Cairo", "Pacific/Apia", "UTC")
        from settle in Gen.Int[0, 3]
        select new RetentionSchedule(
            new string('0', 64), DateTimeZoneProviders.Tzdb[zone], [.. rules.Select((r, i) => r with { Id = new($"r{i}") })], Limits.None, new CalendarPeriod(0, settle));

    private static readonly Gen<Exemption> AnyExemption = Gen.Select(Category, Moment, (category, at) => new Exemption(category, ExemptReason.ResearchImpairment, "ETHICS/1", at));

    private static readonly Gen<WithdrawalFacts> AnyWithdrawal =
        from participant in Participant
        from category in Category.Nullable()
        from received in Day
        from recorded in Moment
        from ground in Gen.Enum<WithdrawalGround>()
        from ruled in Gen.Int[0, 2]
        from ruledAt in Moment
        from exemptions in AnyExemption.Array[0, 1]
        select new WithdrawalFacts(0, Study.Project, participant, category, received, ground, recorded)
        {
            Ruling = ground == WithdrawalGround.Objection && ruled > 0 ? new ObjectionRuling(ruled == 1, ruledAt) : null,
            Exemptions = exemptions,
        };

    private static readonly Gen<RecordFacts> AnyFacts =
        from ended in Day.Nullable()
        from recorded in Moment
        from category in Category
        from participants in Participant.Array[0, 2]
        from collected in Day
        from withdrawals in AnyWithdrawal.Array[0, 3]
        from known in Gen.Int[0, 9]
        select new RecordFacts(
            new("interviews"), Study.Project, known == 0 ? null : new ProjectFacts(Study.Project, null, ended, ended is null ? null : recorded),
            category, new Participation([.. participants.Distinct()]), collected, withdrawals);

    private static readonly Gen<Hold> AnyHold = Gen.Select(Participant.Nullable(), Category.Nullable(), Gen.Bool, (participant, category, here) =>
        Study.Hold(1, participant, category, project: here ? Study.Project : new("other")));

    [Fact]
    public void A_record_has_exactly_one_decision_and_a_hold_always_wins() =>
        Gen.Select(AnySchedule, AnyFacts, AnyHold.Array[0, 2], Moment).Sample((schedule, facts, holds, now) =>
        {
            var timetable = Decider.Timetable(facts, schedule);
            var decision = Decider.At(timetable, facts, null, holds, now);
            var covered = holds.Any(h => h.Covers(facts, null));
            var expected = covered ? typeof(Decision.Held)
                : timetable.Unclassified is not null ? typeof(Decision.Unclassified)
                : timetable.DueAt is null || now < timetable.DueAt ? typeof(Decision.Keep)
                : now < timetable.DeadlineAt ? typeof(Decision.Due) : typeof(Decision.Overdue);
            return decision.GetType() == expected && !(covered && decision.Erases);
        });

    [Fact]
    public void A_timetable_is_due_or_says_why_not() =>
        Gen.Select(AnySchedule, AnyFacts).Sample((schedule, facts) =>
        {
            var t = Decider.Timetable(facts, schedule);
            var reasons = new[] { t.DueAt is not null, t.Kept is not null, t.Unclassified is not null };
            return reasons.Count(r => r) == 1 && t.EraseFrom.HasValue == t.DueAt.HasValue && (t.DueAt is null || t.WinningRules.Any());
        });

    [Fact]
    public void Nothing_is_due_before_the_midnight_that_starts_its_first_permitted_day() =>
        Gen.Select(AnySchedule, AnyFacts).Sample((schedule, facts) =>
        {
            var t = Decider.Timetable(facts, schedule);
            return t.DueAt is not { } due
                || (due >= t.EraseFrom!.Value.StartIn(schedule.Zone) && (due - Duration.Epsilon).InZone(schedule.Zone).Date <= due.InZone(schedule.Zone).Date);
        });

    [Fact]
    public void Nothing_is_due_within_the_period_that_its_own_rule_keeps_it() =>
        Gen.Select(AnySchedule, AnyFacts).Sample((schedule, facts) =>
        {
            var t = Decider.Timetable(facts, schedule);
            // The last day that every started rule keeps is kept to its end, unless a rule erases on its last day.
            return t.EraseFrom is not { } from || t.Considered.Where(r => r.EraseFrom is not null).Min(r => r.EraseFrom) <= from
                && t.Considered.All(r => r.RetainThrough is null || r.RetainThrough < from);
        });

    [Fact]
    public void A_longer_period_never_erases_earlier() =>
        Gen.Select(AnySchedule, AnyFacts, Gen.Int[0, 5], Period).Sample((schedule, facts, which, longer) =>
        {
            var rules = schedule.Rules.ToList();
            var rule = rules[which % rules.Count];
            if (!rule.Erases)
                return true;
            var (after, by) = (rule.EraseAfter!.Value, rule.EraseBy!.Value);
            var changed = rule with
            {
                EraseAfter = new CalendarPeriod(after.Months + longer.Months, after.Days + longer.Days),
                EraseBy = new CalendarPeriod(by.Months + longer.Months, by.Days + longer.Days),
            };
            rules[which % rules.Count] = changed;
            return NotEarlier(Decider.Timetable(facts, schedule), Decider.Timetable(facts, schedule with { Rules = rules }));
        });

    [Fact]
    public void One_more_obligation_never_erases_earlier() =>
        Gen.Select(AnySchedule, AnyFacts, DutyRule).Sample((schedule, facts, duty) =>
            NotEarlier(
                Decider.Timetable(facts, schedule),
                Decider.Timetable(facts, schedule with { Rules = [.. schedule.Rules, duty with { Id = new("duty") }] })));

    [Fact]
    public void A_longer_settling_never_erases_earlier() =>
        Gen.Select(AnySchedule, AnyFacts, Gen.Int[0, 10]).Sample((schedule, facts, days) =>
            NotEarlier(
                Decider.Timetable(facts, schedule),
                Decider.Timetable(facts, schedule with { Settle = new CalendarPeriod(0, schedule.Settle.Days + days) })));

    [Fact]
    public void The_order_of_rules_withdrawals_and_holds_changes_nothing() =>
        (from schedule in AnySchedule
         from facts in AnyFacts
         from holds in AnyHold.Array[0, 3]
         from rules in Gen.Shuffle(schedule.Rules.ToArray())
         from withdrawals in Gen.Shuffle(facts.Withdrawals.ToArray())
         from shuffled in Gen.Shuffle(holds.Select((h, i) => h with { Id = i + 1 }).ToArray())
         from now in Moment
         select (schedule, facts, rules, withdrawals, shuffled, now)).Sample(t =>
        {
            var (schedule, facts, rules, withdrawals, holds, now) = t;
            var before = Decider.Timetable(facts, schedule);
            var after = Decider.Timetable(facts with { Withdrawals = withdrawals }, schedule with { Rules = rules });
            return before with { Considered = [] } == after with { Considered = [] }
                && before.WinningRules.ToHashSet().SetEquals(after.WinningRules)
                && Told(Decider.At(before, facts, null, holds, now)) == Told(Decider.At(after, facts, null, [.. holds.Reverse()], now));
        });

    [Fact]
    public void A_project_that_was_reopened_is_kept_by_every_rule_that_its_end_started() =>
        Gen.Select(AnySchedule, AnyFacts, Moment).Sample((schedule, facts, now) =>
        {
            if (facts.Project is null)
                return true;
            var reopened = facts with { Project = facts.Project with { EndedOn = null, EndRecordedAt = null }, Withdrawals = [] };
            var byEndOnly = schedule with { Rules = [.. schedule.Rules.Select(r => r.StartsAt is null ? r : r with { StartsAt = StartingPoint.ProjectEnd })] };
            return !Decider.At(Decider.Timetable(reopened, byEndOnly), reopened, null, [], now).Erases;
        });

    [Fact]
    public void An_end_that_moves_later_never_erases_earlier() =>
        Gen.Select(AnySchedule, AnyFacts, Gen.Int[0, 400]).Sample((schedule, facts, days) =>
            facts.Project?.EndedOn is not { } ended
            || NotEarlier(
                Decider.Timetable(facts, schedule),
                Decider.Timetable(facts with { Project = facts.Project with { EndedOn = ended.PlusDays(days) } }, schedule)));

    [Fact]
    public void A_withdrawal_never_erases_a_shared_record_earlier() =>
        Gen.Select(AnySchedule, AnyFacts, AnyWithdrawal).Sample((schedule, facts, withdrawal) =>
        {
            var more = Decider.Timetable(facts with { Withdrawals = [.. facts.Withdrawals, withdrawal] }, schedule);
            var before = Decider.Timetable(facts, schedule);
            return !facts.Participation.IsShared || (more with { Considered = [], NeedsPerson = false }) == (before with { Considered = [], NeedsPerson = false });
        });

    [Fact]
    public void An_exempted_category_is_decided_as_if_nobody_had_withdrawn() =>
        Gen.Select(AnySchedule, AnyFacts, Moment).Sample((schedule, facts, now) =>
        {
            var exempted = facts with
            {
                Withdrawals = [.. facts.Withdrawals.Select(w => w with { Exemptions = [new Exemption(facts.Category!.Value, ExemptReason.ResearchImpairment, "ETHICS/1", now)] })],
            };
            return SameButForTheWord(Decider.Timetable(exempted, schedule), Decider.Timetable(facts with { Withdrawals = [] }, schedule));
        });

    [Fact]
    public void What_an_exemption_keeps_says_so_unless_something_else_makes_it_due() =>
        Gen.Select(AnySchedule, AnyFacts).Sample((schedule, facts) =>
        {
            var t = Decider.Timetable(facts, schedule);
            return t.Kept != KeepReason.ResearchImpairment || (t.Exempted is not null && facts.Withdrawals.Any(w => w.Exemptions.Count > 0));
        });

    [Fact]
    public void An_objection_dismissed_or_undecided_equals_never_having_objected() =>
        Gen.Select(AnySchedule, AnyFacts, AnyWithdrawal, Gen.Bool, Moment).Sample((schedule, facts, withdrawal, dismissed, now) =>
        {
            var objection = withdrawal with { Ground = WithdrawalGround.Objection, Ruling = dismissed ? new ObjectionRuling(Upheld: false, now) : null };
            return (Decider.Timetable(facts with { Withdrawals = [.. facts.Withdrawals, objection] }, schedule) with { Considered = [] })
                == (Decider.Timetable(facts, schedule) with { Considered = [] });
        });

    [Fact]
    public void An_objection_upheld_acts_like_any_withdrawal_that_was_written_down_when_it_was_decided() =>
        Gen.Select(AnySchedule, AnyFacts, AnyWithdrawal, Moment).Sample((schedule, facts, withdrawal, decided) =>
        {
            var upheld = withdrawal with { Ground = WithdrawalGround.Objection, Ruling = new ObjectionRuling(Upheld: true, decided) };
            var plain = withdrawal with { Ground = WithdrawalGround.Consent, Ruling = null, RecordedAt = Instant.Max(withdrawal.RecordedAt, decided) };
            return (Decider.Timetable(facts with { Withdrawals = [upheld] }, schedule) with { Considered = [] })
                == (Decider.Timetable(facts with { Withdrawals = [plain] }, schedule) with { Considered = [] });
        });

    [Fact]
    public void One_tick_before_it_is_due_it_is_kept_and_one_tick_before_its_deadline_it_is_not_late() =>
        Gen.Select(AnySchedule, AnyFacts).Sample((schedule, facts) =>
        {
            var t = Decider.Timetable(facts, schedule);
            if (t.DueAt is not { } due)
                return true;
            var boundary = At(due - Duration.Epsilon) is Decision.Keep && At(due).Erases;
            return boundary && (t.DeadlineAt is not { } deadline || deadline <= due || (At(deadline - Duration.Epsilon) is Decision.Due && At(deadline) is Decision.Overdue));

            Decision At(Instant now) => Decider.At(t, facts, null, [], now);
        });

    [Fact]
    public void An_end_without_the_instant_of_its_recording_is_a_bug() =>
        Assert.Throws<ArgumentException>(() => Decider.Timetable(
            Study.Facts(Study.EndedOn) with { Project = new ProjectFacts(Study.Project, null, Study.EndedOn, null) },
            Study.Schedule(Study.Erasing("r", StartingPoint.ProjectEnd, "P0D", "P1D"))));

    private static bool SameButForTheWord(Timetable a, Timetable b) =>
        (a with { Considered = [], Exempted = null, Kept = Word(a.Kept) }) == (b with { Considered = [], Exempted = null, Kept = Word(b.Kept) });

    private static KeepReason? Word(KeepReason? kept) => kept == KeepReason.ResearchImpairment ? KeepReason.NotStarted : kept;

    private static bool NotEarlier(Timetable before, Timetable after) => after.DueAt is null || (before.DueAt is { } due && after.DueAt >= due);

    private static (Type Kind, Instant? DueAt, string Holds) Told(Decision decision) =>
        (decision.GetType(), decision.Timetable.DueAt, decision is Decision.Held held ? string.Join(',', held.Holds.Select(h => h.Id)) : "");
}
