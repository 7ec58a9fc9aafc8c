using Microsoft.Data.Sqlite;
using NodaTime;

namespace RetentionWorker.Catalogue.Sqlite;

/// <summary>Reads columns that may be null, and those with a meaning of their own.</summary>
internal static class ReaderColumns
{
    public static string? Text(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static long? Long(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    public static byte[]? Bytes(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : (byte[])reader.GetValue(column);

    public static Instant At(this SqliteDataReader reader, int column) => Column.Instant(reader.GetInt64(column));

    public static Instant? AtOrNull(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : Column.Instant(reader.GetInt64(column));

    public static LocalDate Date(this SqliteDataReader reader, int column) => Column.Date(reader.GetString(column));

    public static LocalDate? DateOrNull(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : Column.Date(reader.GetString(column));
}
