using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Canaries;
using Retention.Domain.Corrections;
using Retention.Domain.Facts;
using Retention.Domain.Guards;
using RetentionWorker.Catalogue;
using RetentionWorker.Stores;

namespace RetentionWorker.Discover;

/// <summary>What a discovery of one store came to; the fault where it could not be completed.</summary>
internal sealed record DiscoveryResult(StoreName Store, DiscoveryChange Change, long Unreadable, StoreFault? Fault)
{
    /// <summary>The first places that could not be looked into, for people; never for a log.</summary>
    public IReadOnlyList<RecordName> Places { get; init; } = [];
}

/// <summary>Lists a store and notes what it holds. A store that is not the adopted one, or looks emptied, changes nothing but the report.</summary>
/// <param name="catalogue">The books.</param>
/// <param name="clock">The clock.</param>
/// <param name="configured">The names of the configured stores; null: whatever is adopted is configured.</param>
internal sealed class Discovery(ICatalogue catalogue, IClock clock, IReadOnlySet<StoreName>? configured = null)
{
    private const int PlacesNamed = 20;
    private static long passes;

    /// <summary>Calls <paramref name="noted"/> after each page with the number seen so far, and <paramref name="finding"/> inside the closing unit of work where people should hear of it.</summary>
    public async Task<DiscoveryResult> DiscoverAsync(
        ConfiguredStore store, DateTimeZone zone, Action<long> noted, Action<IUnitOfWork, AuditEntry> finding, CancellationToken ct)
    {
        var change = new DiscoveryChange(0, 0, 0, 0, 0);
        var unreadable = new List<RecordName>();
        var pass = Interlocked.Increment(ref passes);
        try
        {
            await CheckIdentityAsync(store, ct);
            if (FirstListing.Settle(catalogue, store) && configured is not null)
                await FirstListing.RefuseKnownAsync(catalogue, store, configured, ct);
            var startedAt = clock.GetCurrentInstant();
            var notedBefore = Noted();
            var canaries = CanariesOf(store.Name);
            long ours = 0;
            await foreach (var page in store.Reader.DiscoverAsync(ct).WithCancellation(ct))
            {
                var seen = new List<SeenRecord>(page.Count);
                foreach (var item in page)
                {
                    if (item is DiscoveredItem.Found found)
                    {
                        var key = KeyOf(store, found, canaries, zone);
                        seen.Add(new SeenRecord(found.Name, found.Version, found.Size, found.ModifiedAt, key) { Hold = found.Hold });
                        ours += CanaryRules.IsReserved(key.Project) ? 1 : 0;
                    }
                    else
                        unreadable.Add(item.Name);
                }
                using var uow = catalogue.Begin();
                FirstListing.RefuseReread(uow, store);
                var of = uow.Records.NoteSeen(store.Name, pass, seen, startedAt);
                if (of.Resurrected > 0)
                    finding(uow, Breach(uow, store.Name, of.Resurrected));
                change = Sum(change, of);
                uow.Commit();
                noted(change.Seen);
            }
            await CheckIdentityAsync(store, ct);
            Close(store, zone, pass, notedBefore, ours, ref change, unreadable, finding);
            return new DiscoveryResult(store.Name, change, unreadable.Count, null) { Places = [.. unreadable.Take(PlacesNamed)] };
        }
        catch (StoreFault fault)
        {
            Forget(pass);
            return new DiscoveryResult(store.Name, change, unreadable.Count, fault);
        }
    }

    /// <summary>
    /// Throws a <see cref="StoreFault"/> unless the store is adopted, carries the identity that it was adopted with, and its names are read by the template by which they
    /// were read before: by another one they would be other people's, and holds over those whose they were would hold nothing.
    /// </summary>
    public async Task CheckIdentityAsync(ConfiguredStore store, CancellationToken ct)
    {
        AdoptedStore adopted;
        using (var session = catalogue.Read())
        {
            adopted = session.Stores.Find(store.Name)
                ?? throw new StoreFault(StoreFaultKind.Suspect, "not-adopted", $"Store '{store.Name}' is not adopted: run 'retention store adopt {store.Name}'.");
            if (adopted.Template is { } template && template != store.Template.Text && session.Stores.WasListed(store.Name))
            {
                throw new StoreFault(
                    StoreFaultKind.Suspect, "template-changed",
                    $"The names of store '{store.Name}' are read by another template than before: nothing of it is listed or erased. Put the template back, or have a second person agree to it: retention store template {store.Name}");
            }
            if (session.Corrections.Open().Any(c => c.Correction is Correction.TemplateReplaced asked && asked.Store == store.Name))
            {
                throw new StoreFault(
                    StoreFaultKind.Suspect, "template-waits",
                    $"Somebody asked for another template of store '{store.Name}', by which its names are other people's: nothing of it is listed or erased until another person has judged that (retention correction list).");
            }
        }
        var found = await store.Identity.ReadAsync(ct);
        if (found != adopted.Identity)
        {
            throw new StoreFault(
                StoreFaultKind.Suspect, found is null ? "marker-missing" : "marker-of-another-store",
                $"Store '{store.Name}' {(found is null ? "carries no identity" : "carries the identity of another store")}: check what is mounted there; nothing of it is erased.");
        }
    }

    private void Close(
        ConfiguredStore store, DateTimeZone zone, long pass, long notedBefore, long ours, ref DiscoveryChange change, List<RecordName> unreadable,
        Action<IUnitOfWork, AuditEntry> finding)
    {
        using var uow = catalogue.Begin();
        if (change.Seen == ours && unreadable.Count == 0 && uow.Records.CountPresent(store.Name) is > 0 and var known)
        {
            throw new StoreFault(
                StoreFaultKind.Suspect, "emptied",
                $"Store '{store.Name}' lists nothing where it held {known} records: check what is mounted there; if it is right, confirm with 'retention store adopt {store.Name}'.")
            {
                Numbers = (known, 0),
            };
        }
        var recoverableUntil = store.Declared.RecoverableUntil(clock.GetCurrentInstant().InZone(zone).Date);
        change = change with { Vanished = uow.Records.NoteVanished(store.Name, pass, unreadable, notedBefore, recoverableUntil) };
        if (change.Vanished > 0)
            MovedAway.Note(uow, store.Name, notedBefore, finding, clock.GetCurrentInstant());
        // Counted when what vanished is gone from the count: what moved within the store, what cannot be looked into and what was erased meanwhile make no difference.
        var found = uow.Records.CountPresent(store.Name);
        if (uow.Inventories.Expected(store.Name) is { } expected && Inventory.IsSuspect(expected, found))
        {
            throw new StoreFault(
                StoreFaultKind.Suspect, "inventory",
                $"Store '{store.Name}' lists {found} records where {expected} were expected: check what is mounted there; if it is right, confirm with 'retention store adopt {store.Name}'.")
            {
                Numbers = (expected, found),
            };
        }
        uow.Inventories.Taken(store.Name, found);
        uow.Inventories.Unreadable(store.Name, unreadable.Count, clock.GetCurrentInstant());
        if (change.Vanished + change.Returned + unreadable.Count > 0)
        {
            finding(uow, new AuditEntry.DiscoveryFinding(
                clock.GetCurrentInstant(), "schedule", store.Name, change.Seen, change.Added, change.Changed, change.Returned, change.Vanished, unreadable.Count));
        }
        uow.Clock.Raise(clock.GetCurrentInstant());
        uow.Commit();
    }

    /// <summary>What was erased is there again: somebody brought it back, or it was not erased.</summary>
    private AuditEntry.BreachNoted Breach(IUnitOfWork uow, StoreName store, long records)
    {
        var now = clock.GetCurrentInstant();
        return new(now, "schedule", uow.Breaches.Found(store, PossibleBreach.Resurrected, records, now), store, PossibleBreach.Resurrected, records);
    }

    private void Forget(long pass)
    {
        using var uow = catalogue.Begin();
        uow.Records.ForgetPass(pass);
        uow.Commit();
    }

    private long Noted()
    {
        using var session = catalogue.Read();
        return session.Records.Noted;
    }

    private IReadOnlyDictionary<RecordName, long> CanariesOf(StoreName store)
    {
        using var session = catalogue.Read();
        return session.Canaries.NamesIn(store);
    }

    /// <summary>In the program's own project lies only what it planted, by its exact name and no larger than it was; whatever else lies there is nobody's guess.</summary>
    private static GroupKey KeyOf(ConfiguredStore store, DiscoveredItem.Found found, IReadOnlyDictionary<RecordName, long> canaries, DateTimeZone zone)
    {
        var modifiedOn = found.ModifiedAt.InZone(zone).Date;
        var key = GroupKey.Of(store.Name, store.Template, found.Name, modifiedOn);
        return !CanaryRules.IsReserved(key.Project) || (canaries.TryGetValue(found.Name, out var size) && found.Size <= size) ? key : GroupKey.Unclassified(store.Name, modifiedOn);
    }

    private static DiscoveryChange Sum(DiscoveryChange a, DiscoveryChange b) =>
        new(a.Seen + b.Seen, a.Added + b.Added, a.Changed + b.Changed, a.Returned + b.Returned, a.Vanished + b.Vanished) { Resurrected = a.Resurrected + b.Resurrected };
}
