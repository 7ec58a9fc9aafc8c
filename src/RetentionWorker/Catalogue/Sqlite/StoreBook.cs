using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class StoreBook(SqliteSession session) : IStoreBook
{
    public AdoptedStore? Find(StoreName name) => List().FirstOrDefault(s => s.Name == name);

    public IReadOnlyList<AdoptedStore> List() => session.List(
        row => new AdoptedStore(new StoreName(row.GetString(0)), row.GetString(1), row.At(2)) { Template = row.Text(3) },
        "SELECT name, identity, adopted_at, template FROM stores WHERE identity IS NOT NULL ORDER BY name");

    public void Adopt(AdoptedStore store)
    {
        session.Execute(
            """
            INSERT INTO stores (name, identity, adopted_at, template) VALUES (@1, @2, @3, @4)
            ON CONFLICT (name) DO UPDATE SET identity = @2, adopted_at = @3, template = coalesce(template, @4)
            """,
            store.Name.Value, store.Identity, Column.Of(store.AdoptedAt), store.Template);
        session.FactsChanged();
    }

    public void ReadBy(StoreName store, string template)
    {
        session.Execute("UPDATE stores SET template = @2 WHERE name = @1", store.Value, template);
        session.FactsChanged();
    }

    public bool WasListed(StoreName store) => session.Scalar("SELECT 1 FROM groups g JOIN stores s ON s.id = g.store WHERE s.name = @1 LIMIT 1", store.Value) is not null;
}

/// <summary>Stores and schedules by their short numbers, as rows refer to them.</summary>
internal sealed class StoreNumbers(SqliteSession session)
{
    private Dictionary<StoreName, long>? numbers;
    private Dictionary<long, StoreName>? names;

    /// <summary>The store's number; a store that the catalogue has never heard of throws.</summary>
    public long Of(StoreName store)
    {
        Load();
        return numbers!.TryGetValue(store, out var number) ? number : throw new InvalidOperationException($"Store '{store}' is not adopted.");
    }

    public long? Find(StoreName store)
    {
        Load();
        return numbers!.TryGetValue(store, out var number) ? number : null;
    }

    public StoreName Name(long number)
    {
        Load();
        return names![number];
    }

    private void Load()
    {
        if (numbers is not null)
            return;
        var rows = session.List(row => (Number: row.GetInt64(0), Name: new StoreName(row.GetString(1))), "SELECT id, name FROM stores");
        numbers = rows.ToDictionary(r => r.Name, r => r.Number);
        names = rows.ToDictionary(r => r.Number, r => r.Name);
    }
}
