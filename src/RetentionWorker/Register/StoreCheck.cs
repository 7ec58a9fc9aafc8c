using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Stores;

namespace RetentionWorker.Register;

/// <summary>How a store is.</summary>
internal enum StoreCondition
{
    /// <summary>It answers and is the store that was adopted.</summary>
    Good,
    /// <summary>Nobody adopted it yet: nothing of it is erased.</summary>
    NotAdopted,
    /// <summary>It is not the store that was adopted, or looks like another: nothing of it is erased.</summary>
    Suspect,
    /// <summary>It does not answer.</summary>
    Unavailable,
    /// <summary>It was adopted once and is not in the configuration any more: nothing of it is erased.</summary>
    NotConfigured,
}

/// <summary>A store as shown. <paramref name="Present"/> counts its known records; <paramref name="Code"/> and <paramref name="Problem"/> say what is wrong.</summary>
internal sealed record StoreLine(
    StoreName Store, string? Kind, string? Template, string? Identity, Instant? AdoptedAt, long Present, StoreCondition? Condition, string? Code, string? Problem);

/// <summary>Looks at the stores; changes nothing.</summary>
internal sealed class StoreCheck(Bookkeeping books, IReadOnlyDictionary<StoreName, ConfiguredStore> stores, ScheduleInForce schedules)
{
    /// <summary>What is configured and adopted, without asking any store.</summary>
    public IReadOnlyList<StoreLine> List()
    {
        using var session = books.Read();
        var adopted = session.Stores.List().ToDictionary(s => s.Name);
        return adopted.Keys.Union(stores.Keys).OrderBy(n => n.Value, StringComparer.Ordinal)
            .Select(name => Line(name, adopted.GetValueOrDefault(name), session)).ToList();
    }

    /// <summary>The named store, or all, each asked for its identity; null where the name is not known.</summary>
    public async Task<IReadOnlyList<StoreLine>?> CheckAsync(StoreName? only, CancellationToken ct)
    {
        var lines = List().Where(l => only is null || l.Store == only).ToList();
        if (only is not null && lines.Count == 0)
            return null;
        var looked = new List<StoreLine>();
        foreach (var line in lines)
            looked.Add(stores.TryGetValue(line.Store, out var store) ? await LookAsync(line, store, ct) : line);
        return looked;
    }

    /// <summary>What to know of a store whose names say no day of collection, where rules of the schedule count from it; null where there is nothing.</summary>
    public string? Caution(StoreName name)
    {
        if (!stores.TryGetValue(name, out var store) || store.Template.Text.Split('/').Contains("{collected}"))
            return null;
        using var session = books.Read();
        var rules = schedules.Adopted(session)?.Rules.Where(r => r.StartsAt == StartingPoint.Collected).Select(r => r.Id).ToList() ?? [];
        return rules.Count == 0
            ? null
            : $"store {name}: its template has no {{collected}}, so {string.Join(", ", rules)} count from the day of a record's last change: whoever writes, copies or touches it moves its dates";
    }

    public bool IsConfigured(StoreName name) => stores.ContainsKey(name);

    /// <summary>The nearest configured name, for a hint.</summary>
    public string Hint(StoreName name) => NearestName.Hint(name.Value, stores.Keys.Select(s => s.Value));

    private StoreLine Line(StoreName name, AdoptedStore? adopted, IReadSession session)
    {
        var store = stores.GetValueOrDefault(name);
        StoreCondition? condition = store is null ? StoreCondition.NotConfigured : adopted is null ? StoreCondition.NotAdopted : null;
        return new(name, store?.Kind, store?.Template.Text, adopted?.Identity, adopted?.AdoptedAt, session.Records.CountPresent(name), condition, null, null);
    }

    private static async Task<StoreLine> LookAsync(StoreLine line, ConfiguredStore store, CancellationToken ct)
    {
        try
        {
            var found = await store.Identity.ReadAsync(ct);
            if (line.Identity is null)
                return line with { Problem = found is null ? null : "it carries an identity of another installation" };
            return found == line.Identity
                ? line with { Condition = StoreCondition.Good }
                : line with
                {
                    Condition = StoreCondition.Suspect, Code = found is null ? "marker-missing" : "marker-of-another-store",
                    Problem = found is null ? "it carries no identity; check what is mounted there" : "it carries the identity of another store; check what is mounted there",
                };
        }
        catch (StoreFault fault)
        {
            return line with
            {
                Condition = fault.Kind == StoreFaultKind.Suspect ? StoreCondition.Suspect : StoreCondition.Unavailable, Code = fault.Code, Problem = fault.Message,
            };
        }
    }
}
