using NodaTime;

namespace Retention.Domain.Calendar;

/// <summary>Where civil days begin and end on the time line, in a place's IANA zone.</summary>
public static class CivilDay
{
    /// <summary>
    /// The first instant of the day. Where its midnight falls into a gap, the end of the gap; where midnight happens twice, the earlier one;
    /// where the whole day does not exist (Samoa, 2011-12-30), the first instant of the next day that does.
    /// </summary>
    public static Instant StartIn(this LocalDate day, DateTimeZone zone)
    {
        var midnight = zone.MapLocal(day.AtMidnight());
        return midnight.Count == 0 ? midnight.LateInterval.Start : midnight.First().ToInstant();
    }

    /// <summary>The instant at which the day is over (exclusive): the start of the following day, or null (never) after 9999-12-31.</summary>
    public static Instant? EndIn(this LocalDate day, DateTimeZone zone) => day.NextOrNever()?.StartIn(zone);

    /// <summary>The following day, or null (never) after 9999-12-31.</summary>
    public static LocalDate? NextOrNever(this LocalDate day) => day == LocalDate.MaxIsoValue ? null : day.PlusDays(1);

    /// <summary>The civil date that a calendar on the wall there shows at the instant.</summary>
    public static LocalDate DayIn(this Instant instant, DateTimeZone zone) => instant.InZone(zone).Date;

    /// <summary>
    /// The instant at which the same time of day comes round the period later, never sooner than the wall says: of a repeated hour the
    /// later one, a time within a gap moves behind it. Zero is the instant itself; null (never) beyond the year 9999.
    /// </summary>
    public static Instant? AfterIn(this Instant instant, CalendarPeriod period, DateTimeZone zone)
    {
        if (period == CalendarPeriod.Zero)
            return instant;
        var local = instant.InZone(zone).LocalDateTime;
        return period.AfterOrNever(local.Date) is { } day ? (day + local.TimeOfDay).InZone(zone, NeverSooner).ToInstant() : null;
    }

    private static readonly NodaTime.TimeZones.ZoneLocalMappingResolver NeverSooner =
        NodaTime.TimeZones.Resolvers.CreateMappingResolver(
            NodaTime.TimeZones.Resolvers.ReturnLater, NodaTime.TimeZones.Resolvers.ReturnForwardShifted);
}
