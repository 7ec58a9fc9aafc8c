using NodaTime;

namespace Retention.Domain.Calendar;

/// <summary>
/// A calendar period of ISO 8601: whole years, months, weeks and days, never negative, never a time. Years count as 12 months and weeks
/// as 7 days; all months are added at once, then the days; a day that the month lacks becomes its last day (the corresponding-date rule).
/// </summary>
public readonly record struct CalendarPeriod(int Months, int Days)
{
    /// <summary>P0D.</summary>
    public static readonly CalendarPeriod Zero = new(0, 0);

    /// <summary>The date that lies this period after the start. Throws <see cref="OverflowException"/> beyond 9999-12-31.</summary>
    public LocalDate After(LocalDate start)
    {
        try
        {
            return start.PlusMonths(Months).PlusDays(Days);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new OverflowException($"{start:uuuu-MM-dd} + {this} lies beyond the year 9999", e);
        }
    }

    /// <summary>The shortest ISO form in months and days: <c>P11M21D</c>, <c>P12M</c>, <c>P0D</c>.</summary>
    public override string ToString() => (Months, Days) switch
    {
        (0, _) => $"P{Days}D",
        (_, 0) => $"P{Months}M",
        _ => $"P{Months}M{Days}D",
    };
}
