using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class InventoryBook(SqliteSession session) : IInventoryBook
{
    public long? Expected(StoreName store) => (long?)session.Scalar("SELECT inventory FROM stores WHERE name = @1", store.Value);

    public void Taken(StoreName store, long records) => session.Execute("UPDATE stores SET inventory = @2 WHERE name = @1", store.Value, records);

    public void Erased(StoreName store, long records) =>
        session.Execute("UPDATE stores SET inventory = max(0, inventory - @2) WHERE name = @1 AND inventory IS NOT NULL", store.Value, records);
}
