using Microsoft.Data.Sqlite;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class GuardBook(SqliteSession session) : IGuardBook
{
    private const string Select = "SELECT guard, store, code, since, actor, expected, found FROM guards";

    public IReadOnlyList<ClosedGuard> Closed() => session.List(Read, Select + " ORDER BY since, guard, store");

    public ClosedGuard? Find(string guard, StoreName? store = null) => session.First(Read, Select + " WHERE guard = @1 AND store = @2", guard, Name(store));

    public bool Close(ClosedGuard guard)
    {
        if (session.Execute(
            "UPDATE guards SET expected = @4, found = @5 WHERE guard = @1 AND store = @2 AND code = @3",
            guard.Guard, Name(guard.Store), guard.Code, guard.Expected, guard.Found) == 1)
        {
            return false;
        }
        session.Execute(
            """
            INSERT INTO guards (guard, store, code, since, actor, expected, found) VALUES (@1, @2, @3, @4, @5, @6, @7)
            ON CONFLICT (guard, store) DO UPDATE SET code = @3, since = @4, actor = @5, expected = @6, found = @7
            """,
            guard.Guard, Name(guard.Store), guard.Code, Column.Of(guard.Since), guard.Actor, guard.Expected, guard.Found);
        session.FactsChanged();
        return true;
    }

    public bool Open(string guard, StoreName? store = null) => session.Execute("DELETE FROM guards WHERE guard = @1 AND store = @2", guard, Name(store)) == 1;

    private static string Name(StoreName? store) => store?.Value ?? "";

    private static ClosedGuard Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1) is { Length: > 0 } store ? new StoreName(store) : null, row.GetString(2), row.At(3), row.GetString(4), row.Long(5), row.Long(6));
}
