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

    public static LocalDate Date(string text) => LocalDatePattern.Iso.Parse(text).Value;

    public static string Of(Participation participation) =>
        participation.Participants.Count == 1
            ? participation.Participants[0].Value
            : string.Join('+', participation.Participants.Select(p => p.Value).Order(StringComparer.Ordinal));

    public static Participation Participants(string text) =>
        text.Length == 0 ? Participation.Nobody : new(Array.ConvertAll(text.Split('+'), p => new ParticipantId(p)));

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
