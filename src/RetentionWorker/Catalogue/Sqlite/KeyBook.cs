using Microsoft.Data.Sqlite;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Keys;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class KeyBook(SqliteSession session) : IKeyBook
{
    private const string Columns = "SELECT project, epoch, state, since, quiet_since, recoverable_through, intent FROM link_keys ";

    public LinkKey? Find(ProjectId project, int epoch) => session.First(Read, Columns + "WHERE project = @1 AND epoch = @2", project.Value, epoch);

    public IReadOnlyList<LinkKey> List() => session.List(Read, Columns + "ORDER BY project, epoch");

    public void Put(LinkKey key) => session.Execute(
        """
        INSERT INTO link_keys (project, epoch, state, since, quiet_since, recoverable_through, intent) VALUES (@1, @2, @3, @4, @5, @6, @7)
        ON CONFLICT (project, epoch) DO UPDATE SET
            state = excluded.state, since = excluded.since, quiet_since = excluded.quiet_since, recoverable_through = excluded.recoverable_through, intent = excluded.intent
        """,
        key.Project.Value, key.Epoch, (long)key.State, Column.Of(key.Since), Column.Of(key.QuietSince), Column.Of(key.RecoverableThrough), key.Intent);

    public IReadOnlySet<ProjectId> WithRecords() => session.List(
        row => new ProjectId(row.GetString(0)),
        """
        SELECT DISTINCT g.project FROM groups g
        WHERE g.project <> '' AND (g.kept IS NULL OR g.kept <> @1) AND EXISTS (SELECT 1 FROM records r WHERE r.group_id = g.id AND r.state = 0)
        """,
        (long)KeepReason.KeepRule).ToHashSet();

    public IReadOnlySet<ProjectId> WithResidue() => session.List(
        row => new ProjectId(row.GetString(0)),
        "SELECT DISTINCT g.project FROM records r JOIN groups g ON g.id = r.group_id WHERE r.state <> 0 AND g.project <> ''").ToHashSet();

    private static LinkKey Read(SqliteDataReader row) => new(new ProjectId(row.GetString(0)), row.GetInt32(1), (KeyState)row.GetInt64(2), row.At(3))
    {
        QuietSince = row.DateOrNull(4),
        RecoverableThrough = row.DateOrNull(5),
        Intent = row.Long(6),
    };
}
