using NodaTime;

namespace Retention.Domain.Calendar;

/// <summary>
/// The days in which a record is to be erased, counted from one starting date. Null is never: beyond 9999-12-31.
/// </summary>
/// <param name="KeepThrough">The last kept day (inclusive).</param>
/// <param name="EraseFrom">The first permitted day: the day after <paramref name="KeepThrough"/>; the same day where both periods are equal.</param>
/// <param name="EraseBy">The promise: the last permitted day (inclusive).</param>
public readonly record struct ErasureWindow(LocalDate? KeepThrough, LocalDate? EraseFrom, LocalDate? EraseBy)
{
    /// <summary>The window of a rule that started on the date.</summary>
    public static ErasureWindow From(LocalDate start, CalendarPeriod eraseAfter, CalendarPeriod eraseBy)
    {
        var keepThrough = eraseAfter.AfterOrNever(start);
        return new(
            keepThrough,
            eraseAfter == eraseBy ? keepThrough : keepThrough?.NextOrNever(),
            eraseBy.AfterOrNever(start));
    }

    /// <summary>The first permitted instant: the start of <see cref="EraseFrom"/> in the zone.</summary>
    public Instant? OpensAt(DateTimeZone zone) => EraseFrom?.StartIn(zone);

    /// <summary>The instant by which it must be gone (exclusive): the start of the day after <see cref="EraseBy"/> in the zone.</summary>
    public Instant? DeadlineAt(DateTimeZone zone) => EraseBy?.EndIn(zone);

    /// <summary>
    /// A starting date for which the later period does not end after the earlier one, or null where there is none. Exact: the
    /// lengths of months repeat every 400 years, and days up to the 28th, which every month has, differ in nothing.
    /// </summary>
    public static LocalDate? StartOnWhichNotLater(CalendarPeriod earlier, CalendarPeriod later)
    {
        var anyStart = new LocalDate(2024, 1, 1);
        if (earlier.Months == later.Months)
            return earlier.Days < later.Days ? null : anyStart;
        var apart = MeanDays(later) - MeanDays(earlier);
        if (Math.Abs(apart) > 2 * MostDaysOffMean)
            return apart > 0 ? null : anyStart;
        for (var month = anyStart.Year * 12; month < (anyStart.Year + 400) * 12; month++)
        {
            for (var day = 28; day <= DaysIn(month); day++)
            {
                if (DayAfter(month, day, later) <= DayAfter(month, day, earlier))
                    return new LocalDate(month / 12, (month % 12) + 1, day);
            }
        }
        return null;
    }

    // Plain numbers, because a schedule is checked at every start and this looks at twenty thousand dates: months counted from January of the year 0, days from its first.
    private static long DayAfter(int month, int day, CalendarPeriod period)
    {
        var then = month + period.Months;
        return DaysBefore(then) + Math.Min(day, DaysIn(then)) + period.Days;
    }

    private static int DaysIn(int month) => (month % 12) switch
    {
        1 => IsLeap(month / 12) ? 29 : 28,
        3 or 5 or 8 or 10 => 30,
        _ => 31,
    };

    private static long DaysBefore(int month)
    {
        var (year, inYear) = (month / 12, month % 12);
        ReadOnlySpan<short> before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
        return (365L * year) + ((year + 3) / 4) - ((year + 99) / 100) + ((year + 399) / 400) + before[inYear] + (inYear > 1 && IsLeap(year) ? 1 : 0);
    }

    private static bool IsLeap(int year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    // Leap years, the lengths of months and days that a month lacks together move a date by less than this from where the mean month puts it.
    private const int MostDaysOffMean = 10;

    private static double MeanDays(CalendarPeriod period) => (period.Months * (146_097 / 4_800.0)) + period.Days;
}
