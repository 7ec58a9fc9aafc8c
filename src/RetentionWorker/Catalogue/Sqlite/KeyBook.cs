using Microsoft.Data.Sqlite;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Keys;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class KeyBook(SqliteSession session) : IKeyBook
{
    private const string Columns = "SELECT project, epoch, state, since, quiet_since, recoverable_through, intent, trouble, trouble_since FROM link_keys ";

    public LinkKey? Find(ProjectId project, int epoch) => session.First(Read, Columns + "WHERE project = @1 AND epoch = @2", project.Value, epoch);

    public IReadOnlyList<LinkKey> List() => session.List(Read, Columns + "ORDER BY project, epoch");

    public int LatestEpoch(ProjectId project) => (int)(long)session.Scalar("SELECT coalesce(max(epoch), 0) FROM link_keys WHERE project = @1", project.Value)!;

    public void Put(LinkKey key) => session.Execute(
        """
        INSERT INTO link_keys (project, epoch, state, since, quiet_since, recoverable_through, intent, trouble, trouble_since)
        VALUES (@1, @2, @3, @4, @5, @6, @7, @8, @9)
        ON CONFLICT (project, epoch) DO UPDATE SET
            state = excluded.state, since = excluded.since, quiet_since = excluded.quiet_since, recoverable_through = excluded.recoverable_through, intent = excluded.intent,
            trouble = excluded.trouble, trouble_since = excluded.trouble_since
        """,
        key.Project.Value, key.Epoch, (long)key.State, Column.Of(key.Since), Column.Of(key.QuietSince), Column.Of(key.RecoverableThrough), key.Intent,
        (long?)key.Trouble, Column.Of(key.TroubleSince));

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

    public IReadOnlyList<(StoreName Store, long Records)> ResidueWithoutEnd() => session.List(
        row => (new StoreName(row.GetString(0)), row.GetInt64(1)),
        "SELECT s.name, count(*) FROM records r JOIN stores s ON s.id = r.store WHERE r.state <> 0 AND r.residue_until IS NULL GROUP BY s.name ORDER BY s.name");

    private static LinkKey Read(SqliteDataReader row) => new(new ProjectId(row.GetString(0)), row.GetInt32(1), (KeyState)row.GetInt64(2), row.At(3))
    {
        QuietSince = row.DateOrNull(4),
        RecoverableThrough = row.DateOrNull(5),
        Intent = row.Long(6),
        Trouble = (KeyTrouble?)row.Long(7),
        TroubleSince = row.AtOrNull(8),
    };
}
