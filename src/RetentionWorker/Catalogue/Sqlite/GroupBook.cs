using Microsoft.Data.Sqlite;
using NodaTime;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class GroupBook(SqliteSession session) : IGroupBook
{
    private const string Columns = """
        g.id, g.store, g.project, g.category, g.participants, g.collected_on,
        (SELECT count(*) FROM records r WHERE r.group_id = g.id AND r.state = 0),
        g.erase_from, g.erase_by, g.due_at, g.deadline_at, g.kept, g.unclassified, g.needs_person, g.floor_passes
        """;

    private readonly StoreNumbers stores = new(session);

    public GroupEntry? Find(long id) => session.First(Group, $"SELECT {Columns} FROM groups g WHERE g.id = @1", id);

    public IReadOnlyList<GroupEntry> Undecided(string scheduleSha256, int most)
    {
        var schedule = ScheduleNumber(scheduleSha256);
        return session.List(
            Group,
            $"SELECT {Columns} FROM groups g WHERE g.decided_under < @1 UNION ALL SELECT {Columns} FROM groups g WHERE g.decided_under > @1 LIMIT @2",
            schedule, (long)most);
    }

    public void PutTimetable(long groupId, string scheduleSha256, Timetable timetable) => session.Execute(
        """
        UPDATE groups SET decided_under = @2, erase_from = @3, erase_by = @4, due_at = @5, deadline_at = @6, kept = @7, unclassified = @8,
            needs_person = @9, floor_passes = @10
        WHERE id = @1
        """,
        groupId, ScheduleNumber(scheduleSha256), Column.Of(timetable.EraseFrom), Column.Of(timetable.EraseBy), Column.Of(timetable.DueAt),
        Column.Of(timetable.DeadlineAt), (long?)timetable.Kept, (long?)timetable.Unclassified, timetable.NeedsPerson ? 1L : 0L,
        timetable.FloorPassesEraseBy ? 1L : 0L);

    public IEnumerable<GroupKey> Keys(ProjectId? project) => session.Stream(
        row => Key(row, 0), "SELECT g.store, g.project, g.category, g.participants, g.collected_on FROM groups g WHERE @1 IS NULL OR g.project = @1", project?.Value);

    public IEnumerable<(GroupEntry Group, StoredTimetable Timetable)> Stream() => session.Stream(
        row => (Group(row), Stored(row)),
        $"SELECT {Columns} FROM groups g WHERE EXISTS (SELECT 1 FROM records r WHERE r.group_id = g.id AND r.state = 0) ORDER BY g.id");

    public IReadOnlyList<(CategoryName Category, long Records)> CollectedAfter(LocalDate day) => session.List(
        row => (new CategoryName(row.GetString(0)), row.GetInt64(1)),
        """
        SELECT g.category, count(*) FROM groups g JOIN records r ON r.group_id = g.id AND r.state = 0
        WHERE g.collected_on > @1 AND g.category <> '' GROUP BY g.category ORDER BY g.category
        """,
        Column.Of(day));

    public IReadOnlyList<DueGroup> DueKeys(Instant at) => session.List(
        row => new DueGroup(row.GetInt64(0), Key(row, 1), row.AtOrNull(6)),
        """
        SELECT g.id, g.store, g.project, g.category, g.participants, g.collected_on, g.deadline_at FROM groups g
        WHERE g.due_at <= @1 AND EXISTS (SELECT 1 FROM records r WHERE r.group_id = g.id AND r.state = 0) ORDER BY g.id
        """,
        Column.Of(at));

    public IReadOnlyList<(GroupEntry Group, StoredTimetable Timetable)> PastDeadline(Instant at) => session.List(
        row => (Group(row), Stored(row)),
        $"""
        SELECT {Columns} FROM groups g
        WHERE g.due_at IS NOT NULL AND g.deadline_at <= @1 AND EXISTS (SELECT 1 FROM records r WHERE r.group_id = g.id AND r.state = 0) ORDER BY g.id
        """,
        Column.Of(at));

    /// <summary>The number of a group of these facts, made where there is none.</summary>
    public long NumberOf(GroupKey key)
    {
        var (project, category) = (key.Project?.Value ?? "", key.Category?.Value ?? "");
        var (participants, collectedOn, store) = (Column.Of(key.Participation), Column.Of(key.CollectedOn), stores.Of(key.Store));
        return (long?)session.Scalar(
            "SELECT id FROM groups WHERE project = @1 AND category = @2 AND participants = @3 AND collected_on = @4 AND store = @5",
            project, category, participants, collectedOn, store)
            ?? (long)session.Scalar(
            "INSERT INTO groups (project, category, participants, collected_on, store) VALUES (@1, @2, @3, @4, @5) RETURNING id",
            project, category, participants, collectedOn, store)!;
    }

    private long ScheduleNumber(string sha256) =>
        (long?)session.Scalar("SELECT max(id) FROM schedules WHERE sha256 = @1", sha256) ?? throw new InvalidOperationException("The schedule is not adopted.");

    private GroupEntry Group(SqliteDataReader row) => new(row.GetInt64(0), Key(row, 1), row.GetInt64(6));

    /// <summary>The facts of a group, whose columns follow each other from there on.</summary>
    public GroupKey Key(SqliteDataReader row, int from) => new(
        stores.Name(row.GetInt64(from)),
        row.GetString(from + 1) is { Length: > 0 } project ? new ProjectId(project) : null,
        row.GetString(from + 2) is { Length: > 0 } category ? new CategoryName(category) : null,
        Column.Participants(row.GetString(from + 3)), row.Date(from + 4));

    private static StoredTimetable Stored(SqliteDataReader row) => new(
        row.DateOrNull(7), row.DateOrNull(8), row.AtOrNull(9), row.AtOrNull(10), (KeepReason?)row.Long(11), (UnclassifiedReason?)row.Long(12),
        row.GetInt64(13) == 1, row.GetInt64(14) == 1);
}
