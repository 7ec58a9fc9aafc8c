using NodaTime;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class CanaryBook(SqliteSession session) : ICanaryBook
{
    public IReadOnlyList<PlantedCanary> List() => session.Mapped<CanaryRow, PlantedCanary>(
        row => row.ToCanary(),
        """
        SELECT number, store, role, name, size, hold, planted_at PlantedAt, due_at DueAt, deadline_at DeadlineAt, looked_at LookedAt, passed_over_at PassedOverAt,
            fate, fate_at FateAt, retired_at RetiredAt, closed_at ClosedAt
        FROM canaries
        WHERE closed_at IS NULL OR fate = 0 OR number IN (SELECT max(number) FROM canaries WHERE closed_at IS NOT NULL GROUP BY store, role)
        ORDER BY number
        """);

    public IReadOnlyDictionary<RecordName, long> NamesIn(StoreName store) => session
        .List(row => (Name: RecordName.Owning(row.Bytes(0)!), Size: row.GetInt64(1)), "SELECT name, size FROM canaries WHERE store = @1 AND fate = 0", store.Value)
        .ToDictionary(c => c.Name, c => c.Size);

    public long NextNumber() => (long)session.Scalar("SELECT coalesce(max(number), 0) + 1 FROM canaries")!;

    public void Put(PlantedCanary canary) => session.Execute(
        """
        INSERT OR REPLACE INTO canaries
            (number, store, role, name, size, hold, planted_at, due_at, deadline_at, looked_at, passed_over_at, fate, fate_at, retired_at, closed_at)
        VALUES (@1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13, @14, @15)
        """,
        canary.Number, canary.Store.Value, (long)canary.Role, canary.Name.ToArray(), canary.Size, canary.Hold, Column.Of(canary.PlantedAt), Column.Of(canary.DueAt),
        Column.Of(canary.DeadlineAt), Column.Of(canary.LookedAt), Column.Of(canary.PassedOverAt), (long)canary.Fate, Column.Of(canary.FateAt), Column.Of(canary.RetiredAt),
        Column.Of(canary.ClosedAt));

    public IReadOnlyList<CanaryPlace> Places() => session.List(
        row => new CanaryPlace(new StoreName(row.GetString(0)), row.At(1), row.Text(2), row.AtOrNull(3)),
        "SELECT store, since, trouble, trouble_since FROM canary_places ORDER BY store");

    public void Tried(StoreName store, string? trouble, Instant at) => session.Execute(
        """
        INSERT INTO canary_places (store, since, trouble, trouble_since) VALUES (@1, @3, @2, CASE WHEN @2 IS NULL THEN NULL ELSE @3 END)
        ON CONFLICT (store) DO UPDATE SET trouble = @2, trouble_since = CASE WHEN @2 IS NULL THEN NULL ELSE coalesce(trouble_since, @3) END
        """,
        store.Value, trouble, Column.Of(at));
}

/// <summary>A line of the table of canaries as it lies there.</summary>
internal sealed class CanaryRow
{
    public long Number { get; init; }
    public string Store { get; init; } = "";
    public long Role { get; init; }
    public byte[] Name { get; init; } = [];
    public long Size { get; init; }
    public long? Hold { get; init; }
    public long? PlantedAt { get; init; }
    public long DueAt { get; init; }
    public long DeadlineAt { get; init; }
    public long? LookedAt { get; init; }
    public long? PassedOverAt { get; init; }
    public long Fate { get; init; }
    public long? FateAt { get; init; }
    public long? RetiredAt { get; init; }
    public long? ClosedAt { get; init; }

    public PlantedCanary ToCanary() => new(
        Number, new StoreName(Store), (CanaryRole)Role, RecordName.FromBytes(Name), Size, Hold, At(PlantedAt), Column.Instant(DueAt), Column.Instant(DeadlineAt))
    {
        LookedAt = At(LookedAt), PassedOverAt = At(PassedOverAt), Fate = (CanaryFate)Fate, FateAt = At(FateAt), RetiredAt = At(RetiredAt), ClosedAt = At(ClosedAt),
    };

    private static Instant? At(long? ticks) => ticks is { } at ? Column.Instant(at) : null;
}
