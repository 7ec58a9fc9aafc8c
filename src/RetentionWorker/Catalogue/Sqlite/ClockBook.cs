using NodaTime;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class ClockBook(SqliteSession session) : IClockBook
{
    public Instant? HighWaterMark => (Written, session.Unwritten.Mark) switch
    {
        ({ } written, { } raised) => Instant.Max(written, raised),
        var (written, raised) => written ?? raised,
    };

    private Instant? Written => session.Scalar("SELECT value FROM counters WHERE name = 'clock-mark'") is long ticks ? Column.Instant(ticks) : null;

    public void Raise(Instant seen)
    {
        if (!(session.Unwritten.Mark >= seen))
            session.Unwritten = session.Unwritten with { Mark = seen };
    }

    public static void Write(PreparedConnection connection, Instant mark) => connection.Execute(
        "INSERT INTO counters (name, value) VALUES ('clock-mark', @1) ON CONFLICT (name) DO UPDATE SET value = @1 WHERE value < @1", Column.Of(mark));

    public IReadOnlyDictionary<StoreName, Duration> Accepted() => session
        .List(row => (Store: new StoreName(row.GetString(0)), Seconds: row.GetInt64(1)), "SELECT name, clock_ahead FROM stores WHERE clock_ahead IS NOT NULL")
        .ToDictionary(s => s.Store, s => Duration.FromSeconds(s.Seconds));

    public void Confirm(Instant mark, IReadOnlyDictionary<StoreName, Duration> accepted)
    {
        session.Unwritten = session.Unwritten with { Mark = null };
        session.Execute("INSERT INTO counters (name, value) VALUES ('clock-mark', @1) ON CONFLICT (name) DO UPDATE SET value = @1", Column.Of(mark));
        session.Execute("UPDATE stores SET clock_ahead = NULL");
        foreach (var (store, ahead) in accepted)
            session.Execute("UPDATE stores SET clock_ahead = @2 WHERE name = @1", store.Value, (long)ahead.TotalSeconds);
    }
}
