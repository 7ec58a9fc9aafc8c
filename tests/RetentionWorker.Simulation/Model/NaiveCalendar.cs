namespace RetentionWorker.Simulation.Model;

/// <summary>A period as the design means it: all months at once, then the days.</summary>
internal readonly record struct Span(int Months, int Days)
{
    public override string ToString() => Months > 0 ? Days > 0 ? $"P{Months}M{Days}D" : $"P{Months}M" : $"P{Days}D";
}

/// <summary>
/// Dates and instants (seconds since 1970) by plain arithmetic, for London and UTC only: nothing here is shared with the product. Summer
/// time in London runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October.
/// </summary>
internal sealed class NaiveCalendar(bool london)
{
    private const long Hour = 3600, Day = 24 * Hour;
    private static readonly DateOnly Epoch = new(1970, 1, 1);
    private readonly Dictionary<int, (long From, long To)> summers = [];

    public string Zone => london ? "Europe/London" : "UTC";

    public static DateOnly Plus(DateOnly start, Span span)
    {
        var month = (start.Year * 12) + start.Month - 1 + span.Months;
        var (year, inYear) = (month / 12, (month % 12) + 1);
        return new DateOnly(year, inYear, Math.Min(start.Day, DateTime.DaysInMonth(year, inYear))).AddDays(span.Days);
    }

    /// <summary>The first instant of the day there.</summary>
    public long StartOf(DateOnly day)
    {
        var midnight = UtcMidnight(day);
        return IsSummer(midnight - Hour) ? midnight - Hour : midnight;
    }

    public DateOnly DayOf(long at) => Epoch.AddDays((int)Math.Floor((double)(at + (IsSummer(at) ? Hour : 0)) / Day));

    /// <summary>The same time on the wall so many days later; of an hour that comes twice the later one, a time that is skipped an hour on.</summary>
    public long DaysLater(long at, int days)
    {
        if (days == 0)
            return at;
        var wall = at + (IsSummer(at) ? Hour : 0) + (days * Day);
        return !IsSummer(wall) || !IsSummer(wall - Hour) ? wall : wall - Hour;
    }

    private bool IsSummer(long at)
    {
        if (!london)
            return false;
        var year = Epoch.AddDays((int)(at / Day)).Year;
        if (!summers.TryGetValue(year, out var summer))
            summers[year] = summer = (UtcMidnight(LastSunday(year, 3)) + Hour, UtcMidnight(LastSunday(year, 10)) + Hour);
        return at >= summer.From && at < summer.To;
    }

    private static DateOnly LastSunday(int year, int month)
    {
        var day = new DateOnly(year, month, 31);
        return day.AddDays(-(int)day.DayOfWeek);
    }

    private static long UtcMidnight(DateOnly day) => (day.DayNumber - Epoch.DayNumber) * Day;
}
