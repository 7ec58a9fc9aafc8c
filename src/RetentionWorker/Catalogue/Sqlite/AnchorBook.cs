using Microsoft.Data.Sqlite;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class AnchorBook(SqliteSession session) : IAnchorBook
{
    private const string Columns = "SELECT place, kind, size, note, evidence, at FROM anchors ";

    public IReadOnlyList<TakenAnchor> Latest() => session.List(Read, Columns + "WHERE id IN (SELECT max(id) FROM anchors GROUP BY place) ORDER BY place");

    public IReadOnlyList<TakenAnchor> List() => session.List(Read, Columns + "ORDER BY id");

    public IReadOnlyList<RefusedAnchor> Refused() => session.List(
        row => new RefusedAnchor(row.GetString(0), row.GetString(1), row.At(2)), "SELECT place, code, since FROM anchors_refused ORDER BY place");

    public void Took(TakenAnchor anchor)
    {
        session.Execute(
            "INSERT INTO anchors (place, kind, size, note, evidence, at) VALUES (@1, @2, @3, @4, @5, @6)",
            anchor.Place, anchor.Kind, anchor.Size, anchor.Note, anchor.Evidence, Column.Of(anchor.At));
        session.Execute("DELETE FROM anchors_refused WHERE place = @1", anchor.Place);
    }

    public void Refuse(RefusedAnchor refused) => session.Execute(
        """
        INSERT INTO anchors_refused (place, code, since) VALUES (@1, @2, @3)
        ON CONFLICT (place) DO UPDATE SET since = CASE WHEN code = excluded.code THEN since ELSE excluded.since END, code = excluded.code
        """,
        refused.Place, refused.Code, Column.Of(refused.Since));

    private static TakenAnchor Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetInt64(2), (byte[])row.GetValue(3), row.IsDBNull(4) ? null : (byte[])row.GetValue(4), row.At(5));
}
