using NodaTime;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class AgeBook(SqliteSession session) : IAgeBook
{
    public IReadOnlyList<SeenSince> OldestSeen() => session.List(
        row => new SeenSince(row.GetInt64(0), row.At(1)),
        """
        SELECT g.id, min(r.first_seen_at) FROM groups g JOIN records r ON r.group_id = g.id AND r.state = 0
        WHERE g.unclassified IS NOT NULL OR g.participants = '' OR instr(g.participants, '+') > 0 GROUP BY g.id
        """);

    public IReadOnlyList<SetBackRecords> SetBack() => session.List(
        row => new SetBackRecords(row.GetInt64(0), row.GetString(1), row.GetInt64(2) == 1, row.GetInt64(3), row.At(4)),
        """
        SELECT group_id, setback_code, setback_refused, count(*), min(setback_at) FROM records WHERE retry_at IS NOT NULL AND state = 0
        GROUP BY group_id, setback_code, setback_refused ORDER BY group_id, setback_code
        """);

    public Instant? DeadlineOf(long group) => session.List(row => row.AtOrNull(0), "SELECT deadline_at FROM groups WHERE id = @1", group).FirstOrDefault();
}
