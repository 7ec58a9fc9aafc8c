using CsCheck;
using NodaTime;
using Retention.Domain.Calendar;

namespace Retention.Domain.Tests.Calendar;

public sealed class ErasureWindowTests
{
    private static readonly LocalDate ProjectEnd = new(2026, 11, 15);

    [Fact]
    public void Erases_from_the_day_after_the_last_kept_day() =>
        Assert.Equal(
            new ErasureWindow(ProjectEnd, new LocalDate(2026, 11, 16), new LocalDate(2026, 11, 29)),
            ErasureWindow.From(ProjectEnd, CalendarPeriod.Zero, CalendarPeriod.Parse("P14D")));

    [Fact]
    public void Erases_on_the_same_day_where_both_periods_are_equal()
    {
        Assert.Equal(new ErasureWindow(ProjectEnd, ProjectEnd, ProjectEnd), ErasureWindow.From(ProjectEnd, CalendarPeriod.Zero, CalendarPeriod.Zero));
        var year = new LocalDate(2027, 11, 15);
        Assert.Equal(new ErasureWindow(year, year, year), ErasureWindow.From(ProjectEnd, CalendarPeriod.Parse("P1Y"), CalendarPeriod.Parse("P12M")));
    }

    [Fact]
    public void Has_no_days_beyond_the_calendar()
    {
        var last = LocalDate.MaxIsoValue;
        Assert.Equal(new ErasureWindow(last, null, null), ErasureWindow.From(last, CalendarPeriod.Zero, CalendarPeriod.Parse("P1D")));
        Assert.Null(ErasureWindow.From(last, CalendarPeriod.Zero, CalendarPeriod.Zero).DeadlineAt(DateTimeZone.Utc));
        Assert.Null(ErasureWindow.From(last, CalendarPeriod.Parse("P1D"), CalendarPeriod.Parse("P2D")).OpensAt(DateTimeZone.Utc));
    }

    [Theory]
    [InlineData("P30D", "P1M", true)]
    [InlineData("P27D", "P1M", false)]
    [InlineData("P28D", "P1M", true)]
    [InlineData("P1M", "P31D", true)]
    [InlineData("P1M", "P32D", false)]
    [InlineData("P364D", "P1Y", false)]
    [InlineData("P365D", "P1Y", true)]
    [InlineData("P1Y", "P366D", true)]
    [InlineData("P1Y", "P367D", false)]
    [InlineData("P11M21D", "P12M", false)]
    [InlineData("P0D", "P14D", false)]
    [InlineData("P14D", "P14D", true)]
    [InlineData("P15D", "P14D", true)]
    [InlineData("P13M", "P1Y", true)]
    public void Finds_the_start_for_which_a_window_is_empty(string earlier, string later, bool empty)
    {
        var (from, by) = (CalendarPeriod.Parse(earlier), CalendarPeriod.Parse(later));
        var start = ErasureWindow.StartOnWhichNotLater(from, by);
        Assert.Equal(empty, start is not null);
        if (start is { } day)
            Assert.True(by.After(day) <= from.After(day));
    }

    [Fact]
    public void A_window_that_is_sound_holds_a_day_for_every_start() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 70], Gen.Int[0, 40], Gen.Int[0, 70], Gen.Int[0, 200_000]).Sample((am, ad, bm, bd, offset) =>
        {
            var (after, by) = (new CalendarPeriod(am, ad), new CalendarPeriod(bm, bd));
            var window = ErasureWindow.From(new LocalDate(1990, 1, 1).PlusDays(offset), after, by);
            return ErasureWindow.StartOnWhichNotLater(after, by) is not null || window.EraseFrom <= window.EraseBy;
        }, iter: 300);

    [Fact]
    public void Windows_far_apart_are_told_without_a_search_and_alike() =>
        Gen.Select(Gen.Int[0, 60], Gen.Int[-60, 60], Gen.Int[0, 400], Gen.Int[0, 146_000]).Sample((months, days, more, offset) =>
        {
            var earlier = new CalendarPeriod(months, 100);
            var later = new CalendarPeriod(months + (more % 5), 100 + days);
            var start = new LocalDate(2024, 1, 1).PlusDays(offset);
            return ErasureWindow.StartOnWhichNotLater(earlier, later) is not null || later.After(start) > earlier.After(start);
        }, iter: 2_000);
}
