using NodaTime;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class BreachBook(SqliteSession session) : IBreachBook
{
    public long Found(StoreName store, string code, long records, Instant at) => (long)(
        session.Scalar("UPDATE breaches SET records = records + @3 WHERE store = @1 AND code = @2 AND closed_at IS NULL RETURNING id", store.Value, code, records)
        ?? session.Scalar("INSERT INTO breaches (store, code, records, since) VALUES (@1, @2, @3, @4) RETURNING id", store.Value, code, records, Column.Of(at)))!;

    public IReadOnlyList<PossibleBreach> Open() => session.List(
        row => new PossibleBreach(row.GetInt64(0), new StoreName(row.GetString(1)), row.GetString(2), row.GetInt64(3), row.At(4)),
        "SELECT id, store, code, records, since FROM breaches WHERE closed_at IS NULL ORDER BY id");

    public bool Close(long id, Instant at) => session.Execute("UPDATE breaches SET closed_at = @2 WHERE id = @1 AND closed_at IS NULL", id, Column.Of(at)) == 1;
}
