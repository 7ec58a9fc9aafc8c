using NodaTime;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class RunBook(SqliteSession session) : IRunBook
{
    private const string EndedAt = "run-at";
    private const string LeftRecords = "run-left";
    private const string LeftSince = "run-left-at";

    public Instant? Last => Counter(EndedAt) is { } at ? Column.Instant(at) : null;

    public void Ended(Instant at) => Set(EndedAt, Column.Of(at));

    public LeftBehind? Left => Counter(LeftRecords) is > 0 and var records && Counter(LeftSince) is { } at ? new LeftBehind(records, Column.Instant(at)) : null;

    public void Leave(long records, Instant at)
    {
        if (records == 0 && Counter(LeftRecords) is null or 0)
            return;
        if (Left is null)
            Set(LeftSince, Column.Of(at));
        Set(LeftRecords, records);
    }

    private long? Counter(string name) => (long?)session.Scalar("SELECT value FROM counters WHERE name = @1", name);

    private void Set(string name, long value) => session.Execute(
        "INSERT INTO counters (name, value) VALUES (@1, @2) ON CONFLICT (name) DO UPDATE SET value = @2", name, value);
}
