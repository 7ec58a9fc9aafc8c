using Microsoft.Data.Sqlite;
using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Holds;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class HoldBook(SqliteSession session) : IHoldBook
{
    private ILookup<ProjectId, ProjectId>? merged;

    private const string Select =
        "SELECT id, project, participant, category, store, name, kind, reference, review_by, placed_by, placed_at, released_by, released_at, ground, withdrawal, release_asked_by, release_from FROM holds";

    public long Epoch => (long)session.Scalar("SELECT value FROM counters WHERE name = 'hold-epoch'")!;

    public long Place(Hold hold, string actor, Instant at)
    {
        var id = (long)session.Scalar(
            """
            INSERT INTO holds (project, participant, category, store, name, kind, reference, review_by, placed_by, placed_at, ground, withdrawal)
            VALUES (@1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12) RETURNING id
            """,
            hold.Project.Value, hold.Participant?.Value, hold.Category?.Value, hold.Record?.Store.Value, hold.Record?.Name.ToArray(),
            (long)hold.Kind, hold.Reference, Column.Of(hold.ReviewBy), actor, Column.Of(at), (long?)hold.Ground, hold.ForWithdrawal)!;
        RegisterBook.Count(session, "holds", 1);
        RaiseEpoch();
        return id;
    }

    public void Release(long id, string actor, Instant at)
    {
        if (session.Execute("UPDATE holds SET released_by = @2, released_at = @3 WHERE id = @1 AND released_at IS NULL", id, actor, Column.Of(at)) != 1)
            throw new ArgumentException("There is no active hold of that id.", nameof(id));
        RegisterBook.Count(session, "holds", -1);
        RaiseEpoch();
    }

    public void AskRelease(long id, AskedRelease? asked)
    {
        session.Execute("UPDATE holds SET release_asked_by = @2, release_from = @3 WHERE id = @1 AND released_at IS NULL", id, asked?.By, Column.Of(asked?.From));
        session.FactsChanged();
    }

    public void SetGround(long id, KeepingGround ground)
    {
        session.Execute("UPDATE holds SET ground = @2 WHERE id = @1", id, (long)ground);
        session.FactsChanged();
    }

    public HoldEntry? Find(long id) => session.First(Read, Select + " WHERE id = @1", id);

    public IReadOnlyList<Hold> Active() => session.List(row => Read(row).Hold, Select + " WHERE released_at IS NULL ORDER BY id");

    public IReadOnlyList<HoldEntry> List() => session.List(Read, Select + " ORDER BY id");

    private void RaiseEpoch()
    {
        session.Execute("UPDATE counters SET value = value + 1 WHERE name = 'hold-epoch'");
        session.FactsChanged();
    }

    private HoldEntry Read(SqliteDataReader row)
    {
        var record = row.Bytes(5) is { } name ? new RecordAddress(new StoreName(row.GetString(4)), RecordName.Owning(name)) : null;
        var hold = new Hold(
            row.GetInt64(0), new ProjectId(row.GetString(1)), row.Text(2) is { } participant ? new ParticipantId(participant) : null,
            row.Text(3) is { } category ? new CategoryName(category) : null, record, (HoldKind)row.GetInt64(6), row.GetString(7), row.Date(8)) { Ground = (KeepingGround?)row.Long(13), ForWithdrawal = row.Long(14) };
        merged ??= session.List(merge => (new ProjectId(merge.GetString(0)), new ProjectId(merge.GetString(1))), "SELECT merged_into, id FROM projects WHERE merged_into IS NOT NULL").ToLookup(m => m.Item1, m => m.Item2);
        if (merged[hold.Project].Any())
            hold = hold with { AlsoOver = [.. merged[hold.Project]] };
        return new HoldEntry(hold, row.GetString(9), row.At(10), row.Text(11), row.AtOrNull(12))
        {
            Asked = row.Text(15) is { } by ? new AskedRelease(by, row.At(16)) : null,
        };
    }
}
