using CsCheck;
using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Corrections;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using Retention.Domain.Tests.Decisions;

namespace Retention.Domain.Tests.Corrections;

public sealed class ScheduleComparisonTests
{
    private static readonly Rule Recordings = Study.Erasing("recordings", StartingPoint.ProjectEnd, "P1M", "P2M");
    private static readonly Rule Tax = Study.Obligation("tax", StartingPoint.Collected, "P6Y");
    private static readonly RetentionSchedule InForce = Study.Schedule(Recordings, Tax) with { Limits = Limits.PerRun(new Bounds(Records: 100)), Settle = CalendarPeriod.Parse("P2D") };

    public static readonly TheoryData<string, Shift, RetentionSchedule> Changes = new()
    {
        { "nothing", Shift.None, InForce },
        { "another reason", Shift.None, With(Recordings with { Because = "Told otherwise." }, Tax) },
        { "another order", Shift.None, With(Tax, Recordings) },
        { "another name", Shift.None, With(Recordings with { Id = new("sound") }, Tax) },
        { "erased a day earlier", Shift.Sooner, With(Recordings with { EraseAfter = CalendarPeriod.Parse("P30D") with { Months = 0, Days = 27 } }, Tax) },
        { "erased a day later", Shift.Later, With(Recordings with { EraseAfter = CalendarPeriod.Parse("P1M1D") }, Tax) },
        { "sometimes earlier, sometimes later", Shift.Sooner | Shift.Later, With(Recordings with { EraseAfter = CalendarPeriod.Parse("P30D") }, Tax) },
        { "promised for later", Shift.Later, With(Recordings with { EraseBy = CalendarPeriod.Parse("P3M") }, Tax) },
        { "promised for sooner", Shift.Sooner, With(Recordings with { EraseBy = CalendarPeriod.Parse("P1M10D") }, Tax) },
        { "a wider scope", Shift.Sooner, With(Recordings with { Categories = [Study.Recording, new("diary")] }, Tax) },
        { "a narrower scope", Shift.Later, With(Recordings with { Categories = [] }, Tax) },
        { "another start", Shift.Sooner | Shift.Later, With(Recordings with { StartsAt = StartingPoint.Collected }, Tax) },
        { "a rule less", Shift.Later, With(Tax) },
        { "a rule more", Shift.Sooner, With(Recordings, Tax, Study.Erasing("too", StartingPoint.Withdrawal, "P0D", "P1M")) },
        { "a duty less", Shift.Sooner, With(Recordings) },
        { "a shorter duty", Shift.Sooner, With(Recordings, Tax with { Retain = CalendarPeriod.Parse("P5Y") }) },
        { "a longer duty", Shift.Later, With(Recordings, Tax with { Retain = CalendarPeriod.Parse("P7Y") }) },
        { "another zone", Shift.Sooner | Shift.Later, InForce with { Zone = DateTimeZoneProviders.Tzdb["Asia/Kolkata"] } },
        { "settles sooner", Shift.Sooner, InForce with { Settle = CalendarPeriod.Zero } },
        { "settles later", Shift.None, InForce with { Settle = CalendarPeriod.Parse("P3D") } },
        { "a looser limit", Shift.Sooner, InForce with { Limits = Limits.PerRun(new Bounds(Records: 101)) } },
        { "no limit", Shift.Sooner, InForce with { Limits = Limits.None } },
        { "keys that are destroyed some day", Shift.Sooner, WithKeys("P1Y", "P30D") },
        { "a tighter limit", Shift.None, InForce with { Limits = new(new Bounds(Records: 99), new Bounds(Records: 500), Bounds.None) } },
    };

    [Theory]
    [InlineData("P11M", "P30D", Shift.Sooner)]
    [InlineData("P1Y", "P29D", Shift.Sooner)]
    [InlineData("P2Y", "P31D", Shift.None)]
    [InlineData("P365D", "P30D", Shift.Sooner)]
    public void A_key_that_goes_sooner_takes_a_second_person(string kept, string recoverable, Shift expected) =>
        Assert.Equal(expected, ScheduleComparison.Of(ScheduleComparison.Between(WithKeys("P1Y", "P30D"), WithKeys(kept, recoverable))));

    [Theory]
    [MemberData(nameof(Changes))]
    public void Each_change_is_known_by_the_way_it_moves_days(string change, Shift expected, RetentionSchedule after)
    {
        var differences = ScheduleComparison.Between(InForce, after);
        Assert.True(expected == ScheduleComparison.Of(differences), $"{change}: {string.Join("; ", differences)}");
        Assert.All(differences, d => Assert.NotEqual(d.Before, d.After));
    }

    private static RetentionSchedule WithKeys(string kept, string recoverable) =>
        InForce with { LinkKeys = new LinkKeyRetention(CalendarPeriod.Parse(kept), CalendarPeriod.Parse(recoverable)) };

    [Fact]
    public void What_is_said_to_move_no_record_one_way_moves_none_that_way() =>
        Gen.Select(AnySchedule, AnyRules, AnyFacts).Sample((before, rules, facts) =>
        {
            // Rules that were there before, under their own names, beside others and without some.
            var after = before with { Rules = [.. before.Rules.Select((r, i) => i < rules.Length && rules[i] is { } other ? other with { Id = r.Id } : r).Where((_, i) => i != rules.Length % 5)] };
            var shift = ScheduleComparison.Of(ScheduleComparison.Between(before, after));
            var (was, becomes) = (Decider.Timetable(facts, before), Decider.Timetable(facts, after));
            var (due, deadline) = (Compare(was.DueAt, becomes.DueAt), Compare(was.DeadlineAt, becomes.DeadlineAt));
            return (shift.HasFlag(Shift.Later) || (due >= 0 && deadline >= 0)) && (shift.HasFlag(Shift.Sooner) || (due <= 0 && deadline <= 0));
        }, iter: 20_000);

    private static int Compare(Instant? first, Instant? second) => (first ?? Instant.MaxValue).CompareTo(second ?? Instant.MaxValue);

    private static RetentionSchedule With(params Rule[] rules) => InForce with { Rules = rules };

    private static readonly Gen<CalendarPeriod> AnyPeriod = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 40], (m, d) => new CalendarPeriod(m, d));

    private static readonly Gen<Rule> AnyRule = Gen.Select(Gen.Enum<StartingPoint>(), AnyPeriod, AnyPeriod, Gen.Int[0, 4], Gen.Bool, (at, after, more, kind, here) =>
        new Rule(
            new("r"), [here ? Study.Recording : new("diary")], kind == 4 ? null : at, at == StartingPoint.FixedDate && kind != 4 ? new LocalDate(2026, 6, 30) : null,
            kind < 3 ? after : null, kind < 3 ? new CalendarPeriod(after.Months + more.Months, after.Days + more.Days) : null,
            kind is 2 or 3 ? more : null, kind is 2 or 3 ? "duty" : null, kind == 4 ? new CalendarPeriod(60, 0) : null, "."));

    private static readonly Gen<Rule?[]> AnyRules = AnyRule.Select(Gen.Bool, (rule, there) => there ? rule : null).Array[0, 4];

    private static readonly Gen<RetentionSchedule> AnySchedule = AnyRule.Array[1, 4].Select(rules => Study.Schedule([.. rules.Select((r, i) => r with { Id = new($"r{i}") })]) with { Settle = CalendarPeriod.Parse("P1D") });

    private static readonly Gen<RecordFacts> AnyFacts = Gen.Select(Gen.Int[0, 800].Nullable(), Gen.Int[0, 400].Array[0, 2], (end, withdrawals) => Study.Facts(
        end is { } days ? new LocalDate(2025, 1, 1).PlusDays(days) : null, null, [.. withdrawals.Select((w, i) => Study.Withdrawal(i + 1, new LocalDate(2026, 1, 1).PlusDays(w)))]));
}
