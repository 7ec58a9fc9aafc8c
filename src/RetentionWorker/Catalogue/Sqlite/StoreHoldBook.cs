using Retention.Domain.Holds;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class StoreHoldBook(SqliteSession session) : IStoreHoldBook
{
    public void NoteRefusal(long record, StoreHold hold) => Put(record, hold, refused: true);

    public IReadOnlyList<StoreHeldGroup> ByGroup() => session.List(
        row => new StoreHeldGroup(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.AtOrNull(3)),
        """
        SELECT r.group_id, sum(h.legal), sum(1 - h.legal), max(h.immutable_until) FROM store_holds h JOIN records r ON r.id = h.record
        WHERE r.state = 0 AND (h.refused = 0 OR r.setback_code IS NOT NULL) GROUP BY r.group_id ORDER BY r.group_id
        """);

    /// <summary>Whether anything is noted at all: where not, a listing without holds has nothing to take back.</summary>
    public bool Any() => (long)session.Scalar("SELECT EXISTS (SELECT 1 FROM store_holds)")! == 1;

    /// <summary>What a listing says of a record now.</summary>
    public void Note(long record, StoreHold? hold)
    {
        if (hold is not null)
            Put(record, hold, refused: false);
        else
            session.Execute("DELETE FROM store_holds WHERE record = @1 AND refused = 0", record);
    }

    private void Put(long record, StoreHold hold, bool refused) => session.Execute(
        """
        INSERT INTO store_holds (record, legal, immutable_until, refused) VALUES (@1, @2, @3, @4)
        ON CONFLICT (record) DO UPDATE SET legal = @2, immutable_until = coalesce(@3, immutable_until), refused = @4
        """,
        record, hold.Legal ? 1L : 0L, Column.Of(hold.ImmutableUntil), refused ? 1L : 0L);
}
