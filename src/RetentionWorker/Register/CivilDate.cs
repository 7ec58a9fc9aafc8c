using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace RetentionWorker.Register;

/// <summary>
/// Reads a civil date as people and spreadsheets write it: <c>yyyy-MM-dd</c> of the ISO calendar and nothing else, whatever the culture.
/// Everything that looks like another way to write a date gets an answer that says what to write instead.
/// </summary>
internal static class CivilDate
{
    /// <summary>The years in which a fact of a project can lie (inclusive): outside them it is a slip, or a stand-in for <em>never</em>.</summary>
    public const int FirstYear = 1900, LastYear = 2999;

    public static (LocalDate? Date, string? Problem) Parse(string text)
    {
        if (text.Length == 10 && LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var date })
            return date.Year is >= FirstYear and <= LastYear ? (date, null) : (null, OutOfRange(text));
        return (null, ProblemOf(text));
    }

    private static string OutOfRange(string text) =>
        $"'{text}' lies outside the years {FirstYear} to {LastYear}; a project that has no end date has an empty one, or the word never";

    private static string ProblemOf(string text)
    {
        if (text.Trim().Length == 0)
            return "the date is empty; write it as yyyy-MM-dd, for example 2026-03-04";
        if (text.Length > 40)
            return "this is not a date; write it as yyyy-MM-dd, for example 2026-03-04";
        if (text.Trim() != text)
            return $"'{text}' has whitespace around the date; write it as yyyy-MM-dd alone";
        if (IsShaped(text, "####-##-##"))
            return $"'{text}' is not a day of the calendar";
        if (text.Length > 10 && IsShaped(text[..10], "####-##-##"))
            return $"'{text}' is a date with a time; give the date alone as yyyy-MM-dd, as it was in the project's own time zone";
        if (IsShaped(text, "########"))
            return $"'{text}' is not yyyy-MM-dd; did you mean {text[..4]}-{text[4..6]}-{text[6..]}?";
        if (text.Length is >= 4 and <= 6 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var serial))
            return $"'{text}' looks like a spreadsheet's serial number (that would be {Serial(serial)}); format the column as yyyy-MM-dd text and save again";
        if (text.Any(c => c is '/' or '.'))
            return $"'{text}' can be read with day or month first; write it as yyyy-MM-dd, for example 2026-03-04";
        return $"'{text}' is not a date; write it as yyyy-MM-dd, for example 2026-03-04";
    }

    /// <summary>Day 60 of that calendar never was: from day 61 on it counts from 1899-12-30.</summary>
    private static string Serial(int serial) => LocalDatePattern.Iso.Format(new LocalDate(1899, 12, 30).PlusDays(serial));

    private static bool IsShaped(string text, string shape) =>
        text.Length == shape.Length && text.Zip(shape).All(pair => pair.Second == '#' ? char.IsAsciiDigit(pair.First) : pair.First == pair.Second);
}
