using System.Diagnostics.CodeAnalysis;
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

    /// <summary>Reads <c>P1Y</c>, <c>P11M21D</c>, <c>P2W</c>, <c>P0D</c>; throws <see cref="FormatException"/> on anything else.</summary>
    public static CalendarPeriod Parse(string text) =>
        TryParse(text, out var period, out var problem) ? period : throw new FormatException(problem.ToString());

    /// <summary>Reads a period; where it is not one, says what is wrong and what to write instead.</summary>
    public static bool TryParse(string? text, out CalendarPeriod period, [NotNullWhen(false)] out PeriodProblem? problem) =>
        PeriodReader.TryRead(text, out period, out problem);

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

    /// <summary>The date that lies this period after the start, or null (never) where that is beyond 9999-12-31.</summary>
    public LocalDate? AfterOrNever(LocalDate start)
    {
        try
        {
            return After(start);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>As somebody wrote it, where it was read from a text; two periods are equal whichever way they were written.</summary>
    public string? Written { get; init; }

    /// <summary>Equal months and equal days: P1Y is P12M, and P1W is P7D.</summary>
    public bool Equals(CalendarPeriod other) => Months == other.Months && Days == other.Days;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Months, Days);

    /// <summary>As it was written, else in months and days: <c>P11M21D</c>, <c>P12M</c>, <c>P0D</c>.</summary>
    public override string ToString() => Written ?? (Months, Days) switch
    {
        (0, _) => $"P{Days}D",
        (_, 0) => $"P{Months}M",
        _ => $"P{Months}M{Days}D",
    };
}

/// <summary>Why a text is not a calendar period, and what to write instead.</summary>
public sealed record PeriodProblem(string Message, string Remedy)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Message}; {Remedy}";
}
