using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue.Sqlite;

/// <summary>How values lie in columns: instants as ticks (100 ns) since 1970, dates as ISO text, sets of participants joined by '+'.</summary>
internal static class Column
{
    public static long Of(Instant at) => at.ToUnixTimeTicks();

    public static long? Of(Instant? at) => at?.ToUnixTimeTicks();

    public static string Of(LocalDate date) => LocalDatePattern.Iso.Format(date);

    public static string? Of(LocalDate? date) => date is { } d ? LocalDatePattern.Iso.Format(d) : null;

    public static Instant Instant(long ticks) => NodaTime.Instant.FromUnixTimeTicks(ticks);

    /// <summary>Plain digits are read at once, for every row of a group holds a few dates; whatever is written otherwise is for the pattern to judge.</summary>
    public static LocalDate Date(string text) =>
        text.Length == 10 && text[4] == '-' && text[7] == '-' && Number(text, 0, 4) is > 0 and var year && Number(text, 5, 2) is >= 1 and <= 12 and var month
            && Number(text, 8, 2) is >= 1 and <= 28 and var day
            ? new LocalDate(year, month, day)
            : LocalDatePattern.Iso.Parse(text).Value;

    private static int Number(string text, int from, int digits)
    {
        var number = 0;
        for (var i = from; i < from + digits; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
                return -1;
            number = (number * 10) + text[i] - '0';
        }
        return number;
    }

    public static string Of(Participation participation) =>
        participation.Participants.Count == 1
            ? participation.Participants[0].Value
            : string.Join('+', participation.Participants.Select(p => p.Value).Order(StringComparer.Ordinal));

    public static Participation Participants(string text) =>
        text.Length == 0 ? Participation.Nobody : new(Array.ConvertAll(text.Split('+'), p => new ParticipantId(p)));

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
