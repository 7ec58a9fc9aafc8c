using NodaTime;

namespace RetentionWorker.Catalogue.Sqlite;

/// <summary>What every unit of work changes that appends to the log, and what is written once for all that share a transaction, at its end.</summary>
/// <param name="Head">The log's head as they leave it; null where none appended.</param>
/// <param name="Mark">What the clock's mark is to be raised to, where it is lower.</param>
internal sealed record Unwritten(LogHead? Head, Instant? Mark)
{
    public void Write(PreparedConnection connection)
    {
        if (Head is { } head)
            LogBook.Write(connection, head);
        if (Mark is { } mark)
            ClockBook.Write(connection, mark);
    }
}
