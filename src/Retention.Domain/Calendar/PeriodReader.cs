using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Retention.Domain.Calendar;

/// <summary>
/// Reads the ISO 8601 designators Y, M, W and D, in this order, each at most once, with whole numbers. Everything that other readers
/// take for a period (signs, times of day, decimals, a bare number of days) is a problem with a remedy: a period that means something else
/// than its writer thought erases too early or never.
/// </summary>
internal static class PeriodReader
{
    /// <summary>The longest period, in years (inclusive): nothing longer is a retention period, and a start in this century stays within the year 9999.</summary>
    internal const int LongestYears = 1000;

    private const string Designators = "YMWD";
    private const string Example = "write whole years, months, weeks and days, such as P1Y, P11M21D, P2W or P0D";

    internal static bool TryRead(string? text, out CalendarPeriod period, [NotNullWhen(false)] out PeriodProblem? problem)
    {
        period = default;
        problem = ProblemOfForm(text) ?? Read(text!, out period);
        return problem is null;
    }

    private static PeriodProblem? ProblemOfForm(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new("the period is empty", Example);
        if (text.Trim().Length != text.Length)
            return new($"\"{text}\" has spaces around it", $"write {text.Trim()}");
        if (text.Contains('-') || text.Contains('+'))
            return new($"\"{text}\" has a sign", "a period counts forwards from its starting point: " + Example);
        if (text.Contains(':'))
            return new($"\"{text}\" is a time span, not a calendar period", Example);
        if (text.All(char.IsAsciiDigit))
            return new($"\"{text}\" has no unit", $"write P{text}D for days or P{text}M for months");
        if (text != text.ToUpperInvariant() && TryRead(text.ToUpperInvariant(), out _, out _))
            return new($"\"{text}\" is in lower case", $"write {text.ToUpperInvariant()}");
        if (text[0] != 'P')
            return new($"\"{text}\" is not a calendar period of ISO 8601", TryRead("P" + text, out _, out _) ? $"write P{text}" : Example);
        if (text.Contains('T'))
            return new($"\"{text}\" holds a time of day", TimeRemedy(text));
        if (text.Contains('.') || text.Contains(','))
            return new($"\"{text}\" holds a decimal", "write whole numbers, with smaller units for the rest: P18M, not P1.5Y");
        return text.Length == 1 ? new("\"P\" names no unit", Example) : null;
    }

    private static PeriodProblem? Read(string text, out CalendarPeriod period)
    {
        period = default;
        Span<long> counts = stackalloc long[Designators.Length];
        var next = 0;
        var seen = 0;
        var i = 1;
        while (i < text.Length)
        {
            var digits = i;
            while (i < text.Length && char.IsAsciiDigit(text[i]))
                i++;
            if (i == digits)
                return new($"\"{text}\" has no number before '{text[i]}'", Example);
            if (i == text.Length)
                return new($"\"{text}\" ends in a number without a unit", $"write {text}D for days or {text}M for months");
            var unit = Designators.IndexOf(text[i], StringComparison.Ordinal);
            if (unit < 0)
                return new($"\"{text}\" holds '{text[i]}', which is no unit of a period", Example);
            if (unit < next)
                return new(
                    (seen & (1 << unit)) != 0 ? $"\"{text}\" names the unit '{text[i]}' twice" : $"\"{text}\" has its units out of order",
                    "write each unit once, in the order Y, M, W, D");
            if (!long.TryParse(text.AsSpan(digits, i - digits), NumberStyles.None, CultureInfo.InvariantCulture, out counts[unit]))
                return TooLong(text);
            next = unit + 1;
            seen |= 1 << unit;
            i++;
        }
        return Total(text, counts, out period);
    }

    private static PeriodProblem? Total(string text, ReadOnlySpan<long> counts, out CalendarPeriod period)
    {
        var months = ((Int128)counts[0] * 12) + counts[1];
        var days = ((Int128)counts[2] * 7) + counts[3];
        if (months > LongestYears * 12 || days > LongestYears * 365)
        {
            period = default;
            return TooLong(text);
        }
        period = new CalendarPeriod((int)months, (int)days) { Written = text };
        return null;
    }

    private static PeriodProblem TooLong(string text) =>
        new($"\"{text}\" is longer than {LongestYears} years", "write the period that was decided; where data is kept for good, use disposition: keep with a review");

    private static string TimeRemedy(string text)
    {
        var dated = text.Replace("T", "", StringComparison.Ordinal);
        return TryRead(dated, out var period, out _) && period != CalendarPeriod.Zero
            ? $"PT… counts hours, minutes (M) and seconds; write {dated} if that was meant"
            : "write P0D for no time at all, or whole days";
    }
}
