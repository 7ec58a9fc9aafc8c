using CsCheck;
using NodaTime;
using NodaTime.Text;
using Retention.Domain.Calendar;

namespace Retention.Domain.Tests.Calendar;

public sealed class CivilDayTests
{
    private static readonly DateTimeZone London = DateTimeZoneProviders.Tzdb["Europe/London"];

    [Theory]
    [InlineData("Europe/London", "2026-03-29", "2026-03-29T00:00:00Z")]
    [InlineData("Europe/London", "2026-03-30", "2026-03-29T23:00:00Z")]
    [InlineData("Africa/Cairo", "2024-04-26", "2024-04-25T22:00:00Z")]
    [InlineData("America/Havana", "2025-11-02", "2025-11-02T04:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z")]
    public void A_day_starts_at_its_first_instant(string zone, string day, string at) =>
        Assert.Equal(
            InstantPattern.General.Parse(at).Value,
            LocalDatePattern.Iso.Parse(day).Value.StartIn(DateTimeZoneProviders.Tzdb[zone]));

    [Fact]
    public void The_last_day_of_the_calendar_never_ends() => Assert.Null(LocalDate.MaxIsoValue.EndIn(London));

    [Fact]
    public void The_instant_before_a_day_starts_belongs_to_an_earlier_day() =>
        Gen.Select(Gen.OneOf(DateTimeZoneProviders.Tzdb.Ids.ToArray()), Gen.Int[0, 36_500]).Sample((id, offset) =>
        {
            var zone = DateTimeZoneProviders.Tzdb[id];
            var day = new LocalDate(1970, 1, 1).PlusDays(offset);
            var start = day.StartIn(zone);
            return (start - Duration.Epsilon).DayIn(zone) < day && start.DayIn(zone) >= day && day.EndIn(zone) >= start;
        }, iter: 5_000);

    [Theory]
    [InlineData("2026-11-15T10:15:30Z", "P1D", "2026-11-16T10:15:30Z")]
    [InlineData("2026-03-28T12:00:00Z", "P1D", "2026-03-29T11:00:00Z")]
    [InlineData("2026-03-28T01:30:00Z", "P1D", "2026-03-29T01:30:00Z")]
    [InlineData("2026-10-24T00:30:00Z", "P1D", "2026-10-25T01:30:00Z")]
    [InlineData("2026-10-25T00:30:00Z", "P0D", "2026-10-25T00:30:00Z")]
    public void Time_to_settle_is_counted_on_the_wall_and_never_cut_short(string recorded, string settle, string settled) =>
        Assert.Equal(
            InstantPattern.General.Parse(settled).Value,
            InstantPattern.General.Parse(recorded).Value.AfterIn(CalendarPeriod.Parse(settle), London));

    [Fact]
    public void Settling_beyond_the_calendar_is_never() =>
        Assert.Null(Instant.FromUtc(9999, 12, 31, 0, 0).AfterIn(CalendarPeriod.Parse("P1D"), London));
}
