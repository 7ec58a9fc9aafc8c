using CsCheck;
using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Canaries;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;

namespace Retention.Domain.Tests.Canaries;

/// <summary>A canary is decided by its own rule alone, whatever the schedule; and nothing else ever is.</summary>
public sealed class CanaryLawTests
{
    private static readonly StoreName Store = new("interviews");
    private static readonly DateTimeZone London = DateTimeZoneProviders.Tzdb["Europe/London"];
    private static readonly Gen<LocalDate> Days = Gen.Int[0, 20_000].Select(d => new LocalDate(2000, 1, 1).PlusDays(d));

    private static readonly Gen<RetentionSchedule> Schedules =
        from point in Gen.Enum<StartingPoint>().Where(p => p != StartingPoint.FixedDate)
        from months in Gen.Int[0, 30]
        from category in Gen.Int[0, 2].Select(i => new[] { new CategoryName("recording"), CanaryRules.Due, CanaryRules.Held }[i])
        from obligation in Gen.Bool
        select new RetentionSchedule(
            "5c4ed01e", London,
            [new(new("r"), [category], point, null, new CalendarPeriod(months, 0), new CalendarPeriod(months + 1, 0), obligation ? new CalendarPeriod(600, 0) : null, obligation ? "tax" : null, null, "x")],
            Limits.None, new CalendarPeriod(0, 30));

    [Fact]
    public void A_canary_is_due_the_day_after_and_late_two_days_later_under_every_schedule() => Gen.Select(Schedules, Days, Gen.Enum<CanaryRole>()).Sample((schedule, day, role) =>
    {
        var table = Decider.Timetable(FactsOf(CanaryRules.Project, CanaryRules.CategoryOf(role), day), schedule);
        Assert.Equal((CanaryRules.DueAt(day, London), CanaryRules.DeadlineAt(day, London)), (table.DueAt, table.DeadlineAt));
        Assert.Equal(["retention-canary"], table.WinningRules.Select(r => r.Value));
        Assert.Null(table.Unclassified);
    });

    [Fact]
    public void No_other_project_is_decided_by_the_canaries_rule_even_in_their_categories() => Gen.Select(Schedules, Days, Gen.Enum<CanaryRole>()).Sample((schedule, day, role) =>
    {
        var facts = FactsOf(new ProjectId("retention-canary2"), CanaryRules.CategoryOf(role), day) with { Project = new ProjectFacts(new("retention-canary2"), null, day, Instant.FromUtc(2000, 1, 1, 0, 0)) };
        Assert.DoesNotContain(Decider.Timetable(facts, schedule).Considered, r => r.Rule.Value == "retention-canary");
        Assert.DoesNotContain(Decider.Timetable(facts with { ProjectName = new("Retention-canary") }, schedule).Considered, r => r.Rule.Value == "retention-canary");
    });

    [Fact]
    public void Another_category_of_the_reserved_project_is_nobody_s_guess() =>
        Assert.Equal(UnclassifiedReason.NoCategory, Decider.Timetable(FactsOf(CanaryRules.Project, new("recording"), new(2026, 1, 1)), Schedules.Single()).Unclassified);

    [Fact]
    public void What_is_still_there_stands_whatever_the_books_say_and_what_is_gone_does_not() => Gen.Select(Gen.Enum<CanaryRole>(), Gen.Bool, Gen.Long[-100, 10], Gen.Bool).Sample((role, retired, hours, byUs) =>
    {
        var canary = Planted(role) with { RetiredAt = retired ? At : null };
        Instant? erased = byUs ? canary.DeadlineAt + Duration.FromHours(hours) : null;
        Assert.Equal(CanaryFate.Standing, CanaryJudge.FateOf(canary, isThere: true, erased));
        var expected = retired ? CanaryFate.Retired
            : role == CanaryRole.Held ? (byUs ? CanaryFate.ErasedOnHold : CanaryFate.Vanished)
            // Due two days before its deadline.
            : !byUs ? CanaryFate.TakenAway : hours < -48 ? CanaryFate.ErasedEarly : hours < 0 ? CanaryFate.ErasedOnTime : CanaryFate.ErasedLate;
        Assert.Equal(expected, CanaryJudge.FateOf(canary, isThere: false, erased));
    });

    [Theory]
    [InlineData(0, true)]
    [InlineData(90, true)]
    [InlineData(150, false)]
    public void One_planted_soon_after_midnight_may_be_dated_the_day_before_by_its_store(int minutes, bool mayGoAtOnce)
    {
        var midnight = new LocalDate(2026, 6, 1).StartIn(London);
        var canary = Planted(CanaryRole.Due) with { PlantedAt = midnight + Duration.FromMinutes(minutes) };
        Assert.Equal(mayGoAtOnce ? CanaryFate.ErasedOnTime : CanaryFate.ErasedEarly, CanaryJudge.FateOf(canary, isThere: false, canary.PlantedAt + Duration.FromMinutes(1)));
    }

    [Fact]
    public void A_due_one_alarms_from_its_deadline_on_and_never_before_and_a_held_one_never_for_standing() => Gen.Select(Gen.Enum<CanaryRole>(), Gen.Long[-100, 100]).Sample((role, hours) =>
    {
        var canary = Planted(role);
        var now = canary.DeadlineAt + Duration.FromHours(hours);
        var alarms = CanaryJudge.Alarms([canary, Planted(CanaryRole.Due) with { Number = 9, DeadlineAt = Instant.MaxValue }], [Place], now).ToList();
        Assert.Equal(role == CanaryRole.Due && hours >= 0, alarms.Exists(a => a.Kind == CanaryAlarmKind.Overdue && a.MustBeResolvedBy == canary.DeadlineAt));
        Assert.True(alarms.TrueForAll(a => a.Kind == CanaryAlarmKind.Overdue));
    });

    [Fact]
    public void Every_alarm_names_a_moment_and_has_a_clock_that_runs_no_earlier_than_it_stands() => Gen.Select(Gen.Enum<CanaryRole>(), Gen.Enum<CanaryFate>(), Gen.Long[-200, 2000], Gen.Bool).Sample((role, fate, hours, trouble) =>
    {
        var now = At + Duration.FromHours(hours);
        var canary = Planted(role) with { Fate = fate, FateAt = fate == CanaryFate.Standing ? null : At };
        foreach (var alarm in CanaryJudge.Alarms([canary], [Place with { Trouble = trouble ? "EROFS" : null, TroubleSince = trouble ? At : null }], now))
            Assert.True(alarm.MustBeResolvedBy >= alarm.Since && alarm.Since <= Instant.Max(now, At));
    });

    [Fact]
    public void A_place_without_a_canary_alarms_after_two_days()
    {
        Assert.Empty(CanaryJudge.Alarms([], [Place], At + Duration.FromHours(25)));
        var later = At + CanaryJudge.PlantedWithin;
        Assert.Equal("none-planted", Assert.Single(CanaryJudge.Alarms([], [Place], later)).Code);
        var gone = Planted(CanaryRole.Due) with { Fate = CanaryFate.ErasedOnTime, FateAt = later, ClosedAt = later };
        Assert.Empty(CanaryJudge.Alarms([gone], [Place], later));
    }

    [Fact]
    public void Canaries_of_a_store_where_none_are_wanted_any_more_say_nothing() =>
        Assert.Empty(CanaryJudge.Alarms([Planted(CanaryRole.Held) with { Fate = CanaryFate.Vanished, FateAt = At }], [], At));

    [Fact]
    public void The_place_of_a_canary_reads_back_as_its_facts_and_tells_words_apart() =>
        Gen.Select(Gen.Shuffle(new[] { "{project}", "{category}", "{participant}", "{collected}", "literal" }, 2, 5), Gen.Bool, Days).Sample((parts, rest, day) =>
        {
            var text = string.Join('/', rest ? [.. parts, "{*}"] : parts);
            if (PathTemplate.Parse(text).Template is not { } template)
                return;
            var name = template.Place(CanaryRules.Project, CanaryRules.Due, "canary-1-00ff", day);
            Assert.Equal(template.LeavesRoom, name is not null);
            if (name is null)
                return;
            var match = template.Match(name);
            Assert.Equal((CanaryRules.Project, CanaryRules.Due), (match!.Project, match.Category));
            Assert.True(match.CollectedOn is null || match.CollectedOn == day);
            Assert.NotEqual(name, template.Place(CanaryRules.Project, CanaryRules.Due, "canary-2-00ff", day));
        });

    private static readonly Instant At = Instant.FromUtc(2026, 6, 1, 9, 0);

    private static readonly CanaryPlace Place = new(Store, At, null, null);

    private static PlantedCanary Planted(CanaryRole role) => new(
        1, Store, role, RecordName.FromText("a"), 1, role == CanaryRole.Held ? 1 : null, At, CanaryRules.DueAt(new(2026, 6, 1), London), CanaryRules.DeadlineAt(new(2026, 6, 1), London));

    private static RecordFacts FactsOf(ProjectId project, CategoryName category, LocalDate day) => new(Store, project, null, category, new Participation([new("canary-1")]), day, []);
}
