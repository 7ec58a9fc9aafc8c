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
        Saw(null);
        session.FactsChanged();
    }

    public SeenFile? Unapproved() => session.First(row => new SeenFile(row.GetString(0), row.At(1)), "SELECT sha256, seen_at FROM schedule_seen");

    public void Saw(SeenFile? file)
    {
        session.Execute("DELETE FROM schedule_seen");
        if (file is not null)
            session.Execute("INSERT INTO schedule_seen (sha256, seen_at) VALUES (@1, @2)", file.Sha256, Column.Of(file.SeenAt));
    }
}
