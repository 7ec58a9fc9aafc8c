using NodaTime;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class InventoryBook(SqliteSession session) : IInventoryBook
{
    public long? Expected(StoreName store) => (long?)session.Scalar("SELECT inventory FROM stores WHERE name = @1", store.Value);

    public void Taken(StoreName store, long records) => session.Execute("UPDATE stores SET inventory = @2 WHERE name = @1", store.Value, records);

    public void Unreadable(StoreName store, long places, Instant at) => session.Execute(
        "UPDATE stores SET unreadable = @2, unreadable_since = CASE WHEN @2 = 0 THEN NULL ELSE coalesce(unreadable_since, @3) END WHERE name = @1",
        store.Value, places, Column.Of(at));

    public IReadOnlyList<UnreadablePlaces> Unreadable() => session.List(
        row => new UnreadablePlaces(new StoreName(row.GetString(0)), row.GetInt64(1), row.At(2)),
        "SELECT name, unreadable, unreadable_since FROM stores WHERE unreadable > 0 ORDER BY name");

    public void Erased(StoreName store, long records) =>
        session.Execute("UPDATE stores SET inventory = max(0, inventory - @2) WHERE name = @1 AND inventory IS NOT NULL", store.Value, records);
}
