namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class ScheduleBook(SqliteSession session) : IScheduleBook
{
    public AdoptedSchedule? Current() => session.First(
        row => new AdoptedSchedule(row.GetString(0), row.Bytes(1)!, row.At(2)),
        "SELECT sha256, text, adopted_at FROM schedules ORDER BY id DESC LIMIT 1");

    public NodaTime.Instant? ChangedAt() => session.Scalar("SELECT adopted_at FROM schedules WHERE (SELECT count(*) FROM schedules) > 1 ORDER BY id DESC LIMIT 1") is long at
        ? Column.Instant(at)
        : null;

    public void Adopt(AdoptedSchedule schedule)
    {
        session.Execute("INSERT INTO schedules (sha256, text, adopted_at) VALUES (@1, @2, @3)", schedule.Sha256, schedule.Text, Column.Of(schedule.AdoptedAt));
        session.FactsChanged();
    }
}
