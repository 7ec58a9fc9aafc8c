using CsCheck;
using NodaTime;
using Retention.Domain.Calendar;

namespace Retention.Domain.Tests.Calendar;

public sealed class CalendarPeriodTests
{
    [Theory]
    [InlineData("P1Y", 12, 0)]
    [InlineData("P12M", 12, 0)]
    [InlineData("P11M21D", 11, 21)]
    [InlineData("P2W", 0, 14)]
    [InlineData("P1Y2M3W4D", 14, 25)]
    [InlineData("P0D", 0, 0)]
    [InlineData("P0Y0M0W0D", 0, 0)]
    [InlineData("P007D", 0, 7)]
    [InlineData("P1000Y", 12000, 0)]
    public void Reads_whole_years_months_weeks_and_days(string text, int months, int days) =>
        Assert.Equal(new CalendarPeriod(months, days), CalendarPeriod.Parse(text));

    [Theory]
    [InlineData(null, "empty")]
    [InlineData("", "empty")]
    [InlineData("  ", "empty")]
    [InlineData(" P1Y", "write P1Y")]
    [InlineData("PT12M", "write P12M if that was meant")]
    [InlineData("PT0S", "P0D")]
    [InlineData("P1DT12H", "time of day")]
    [InlineData("P-1Y", "sign")]
    [InlineData("-P1Y", "sign")]
    [InlineData("+P1Y", "sign")]
    [InlineData("P9999Y", "longer than 1000 years")]
    [InlineData("P1001Y", "longer than 1000 years")]
    [InlineData("P999999999999999999999999D", "longer than 1000 years")]
    [InlineData("P99999999999M", "longer than 1000 years")]
    [InlineData("p1y", "write P1Y")]
    [InlineData("P1m", "write P1M")]
    [InlineData("P1.5Y", "decimal")]
    [InlineData("P0,5M", "decimal")]
    [InlineData("12", "write P12D for days or P12M for months")]
    [InlineData("P12", "write P12D for days or P12M for months")]
    [InlineData("52W", "write P52W")]
    [InlineData("12.00:00:00", "time span")]
    [InlineData("365.00:00", "time span")]
    [InlineData("P", "no unit")]
    [InlineData("PD", "no number")]
    [InlineData("P1M1M", "twice")]
    [InlineData("P1Y1M1Y", "twice")]
    [InlineData("P1M1Y", "order")]
    [InlineData("P1D1W", "order")]
    [InlineData("P1X", "no unit of a period")]
    [InlineData("P1 Y", "no unit of a period")]
    [InlineData("P١Y", "no number")]
    [InlineData("one year", "not a calendar period")]
    [InlineData("forever", "not a calendar period")]
    public void Refuses_everything_else_and_says_what_to_write(string? text, string told)
    {
        Assert.False(CalendarPeriod.TryParse(text, out var period, out var problem));
        Assert.Contains(told, problem!.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(problem.Remedy);
        Assert.Equal(default, period);
    }

    [Fact]
    public void Every_period_is_read_back_from_its_own_text() =>
        Gen.Select(Gen.Int[0, 12000], Gen.Int[0, 365000]).Sample((months, days) =>
            CalendarPeriod.Parse(new CalendarPeriod(months, days).ToString()) == new CalendarPeriod(months, days));

    [Fact]
    public void Never_reads_a_random_text_without_the_letter_P_first() =>
        Gen.String[Gen.Char["PYMWDT0123456789-+.,: "], 0, 12].Sample(text =>
        {
            var read = CalendarPeriod.TryParse(text, out var period, out var problem);
            return read ? problem is null && text[0] == 'P' && period is { Months: >= 0, Days: >= 0 } : problem is not null;
        });

    [Fact]
    public void Adds_all_months_at_once()
    {
        Assert.Equal(new LocalDate(2025, 3, 29), CalendarPeriod.Parse("P1Y1M").After(new LocalDate(2024, 2, 29)));
        Assert.Equal(new LocalDate(2025, 3, 31), CalendarPeriod.Parse("P2M").After(new LocalDate(2025, 1, 31)));
    }

    [Fact]
    public void Adds_the_months_before_the_days() =>
        Assert.Equal(new LocalDate(2026, 3, 1), CalendarPeriod.Parse("P1M1D").After(new LocalDate(2026, 1, 30)));

    [Fact]
    public void Beyond_the_year_9999_is_never_and_not_a_crash()
    {
        var late = new LocalDate(9998, 12, 31);
        Assert.Equal(new LocalDate(9999, 12, 31), CalendarPeriod.Parse("P1Y").AfterOrNever(late));
        Assert.Null(CalendarPeriod.Parse("P1Y1D").AfterOrNever(late));
        Assert.Null(CalendarPeriod.Parse("P1000Y").AfterOrNever(late));
        Assert.Throws<OverflowException>(() => CalendarPeriod.Parse("P13M").After(late));
    }
}
