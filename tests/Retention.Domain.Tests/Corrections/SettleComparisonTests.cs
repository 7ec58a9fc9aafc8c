using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Corrections;
using Retention.Domain.Decisions;
using Retention.Domain.Schedule;
using Retention.Domain.Tests.Decisions;

namespace Retention.Domain.Tests.Corrections;

/// <summary>Where it depends on the day whether a fact settles sooner, it can settle sooner: in doubt it takes a second person.</summary>
public sealed class SettleComparisonTests
{
    [Fact]
    public void A_settling_that_is_shorter_from_some_days_is_known_to_be_shorter()
    {
        var before = Study.Schedule(Study.Erasing("recordings", StartingPoint.ProjectEnd, "P0D", "P3M")) with { Settle = CalendarPeriod.Parse("P1M") };
        var after = before with { Settle = CalendarPeriod.Parse("P29D") };
        var facts = Study.Facts(new LocalDate(2026, 12, 31), Instant.FromUtc(2027, 1, 1, 9, 0));
        Assert.True(Decider.Timetable(facts, after).DueAt < Decider.Timetable(facts, before).DueAt, "the case is no case");
        Assert.True(ScheduleComparison.Of(ScheduleComparison.Between(before, after)).HasFlag(Shift.Sooner));
    }
}
