using System.Security.Cryptography;
using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;
using RetentionWorker.Stores;

namespace RetentionWorker.Register;

/// <summary>An adopted store as shown. <paramref name="Vanished"/> counts records that adopting it again gave up as gone.</summary>
internal sealed record AdoptedLine(StoreName Store, string Kind, string Identity, Instant AdoptedAt, long Vanished);

/// <summary>
/// Gives stores the identity that every run checks. A marker that is somebody else's, or missing where one was, is never overwritten or
/// believed unless the person names the identity that they expect.
/// </summary>
internal sealed class StoreDesk(Bookkeeping books, IReadOnlyDictionary<StoreName, ConfiguredStore> stores)
{
    /// <summary>The guard's name, in the book and on screens.</summary>
    public const string Guard = "store";

    private const string Emptied = "emptied";
    private const string Shrunk = "inventory";

    /// <summary>Whether the code is a listing's word: it holds until a listing, or a person, says otherwise.</summary>
    public static bool IsOfListing(string code) => code is Emptied or Shrunk;

    public async Task<Registered<AdoptedLine>> AdoptAsync(StoreName name, string? expected, CancellationToken ct)
    {
        if (!stores.TryGetValue(name, out var store))
            return Registered<AdoptedLine>.Bad($"no store '{name}' is configured{NearestName.Hint(name.Value, stores.Keys.Select(s => s.Value))}");
        var found = await store.Identity.ReadAsync(ct);
        AdoptedStore? adopted;
        using (var session = books.Read())
        {
            adopted = session.Stores.Find(name);
            if (found is not null && session.Stores.List().FirstOrDefault(s => s.Name != name && s.Identity == found) is { } twin)
            {
                return Registered<AdoptedLine>.No(stores.ContainsKey(twin.Name)
                    ? $"store {name} carries the identity of store {twin.Name}: a copy of it, or the same place twice? Remove the copied marker first"
                    : $"store {name} is store {twin.Name}, which is not configured any more. A store keeps its name, for holds and the audit log know it by that: configure it as '{twin.Name}'");
            }
        }
        if (expected is not null && expected != (found ?? adopted?.Identity))
            return Registered<AdoptedLine>.No($"store {name} {(found is null ? "carries no identity" : $"carries the identity {found}")}, not {expected}");
        return (found, adopted) switch
        {
            (null, null) => await WriteAsync(store, NewIdentity(), ct),
            (null, { } before) when expected is null => Registered<AdoptedLine>.No(
                $"store {name} was adopted as {before.Identity} and carries no identity now: is the right place mounted? If it is, and only the marker was lost: retention store adopt {name} --identity {before.Identity}"),
            (null, { } before) => await WriteAsync(store, before.Identity, ct),
            ({ } there, null) when expected is null => Registered<AdoptedLine>.No(
                $"store {name} carries the identity {there} of another installation already; two must not erase one store. If the other is gone: retention store adopt {name} --identity {there}"),
            ({ } there, null) => Record(store, there),
            ({ } there, { } before) when there != before.Identity => Registered<AdoptedLine>.No(
                $"store {name} was adopted as {before.Identity} and carries the identity {there} of another store: check what is mounted there"),
            (_, { } before) => await ConfirmAsync(store, before, ct),
        };
    }

    private static string NewIdentity() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    private async Task<Registered<AdoptedLine>> WriteAsync(ConfiguredStore store, string identity, CancellationToken ct)
    {
        await store.Identity.WriteAsync(identity, ct);
        var read = await store.Identity.ReadAsync(ct);
        return read == identity ? Record(store, identity) : Registered<AdoptedLine>.No($"store {store.Name} does not give back the identity that was written to it");
    }

    private Registered<AdoptedLine> Record(ConfiguredStore store, string identity)
    {
        using var work = books.Begin();
        var now = books.Now;
        work.Stores.Adopt(new AdoptedStore(store.Name, identity, now) { Template = store.Template.Text });
        books.Commit(work, new AuditEntry.StoreAdopted(now, books.Actor, store.Name, store.Kind, identity));
        return Registered<AdoptedLine>.Of(new AdoptedLine(store.Name, store.Kind, identity, now, 0));
    }

    /// <summary>
    /// Adopting an adopted store again confirms it as it is. Where it lists nothing although records are known, a person has now said that
    /// this is right: they are gone.
    /// </summary>
    private async Task<Registered<AdoptedLine>> ConfirmAsync(ConfiguredStore store, AdoptedStore before, CancellationToken ct)
    {
        if (IsShrunk(store.Name))
            return await ConfirmShrunkAsync(store, before, ct);
        var isEmpty = await IsEmptyAsync(store, ct);
        using var work = books.Begin();
        if (!isEmpty || work.Records.CountPresent(store.Name) == 0)
            return Registered<AdoptedLine>.Of(new AdoptedLine(store.Name, store.Kind, before.Identity, before.AdoptedAt, 0), $"store {store.Name} was adopted already; nothing changed");
        var vanished = work.Records.MarkAllVanished(store.Name, store.Declared.RecoverableUntil(books.Today(work)));
        CommitAsTaken(work, store, before, 0, now =>
        {
            var entries = new List<AuditEntry> { new AuditEntry.DiscoveryFinding(now, books.Actor, store.Name, 0, 0, 0, 0, vanished, 0) };
            // That somebody says so loses no hold: what it kept is gone, and somebody else judges that.
            MovedAway.Note(work, store.Name, work.Records.Noted, (_, breach) => entries.Add(breach), now, books.Actor);
            return entries;
        });
        return Registered<AdoptedLine>.Of(
            new AdoptedLine(store.Name, store.Kind, before.Identity, before.AdoptedAt, vanished), $"store {store.Name} lists nothing: {vanished} records that were known there are gone without this program");
    }

    /// <summary>So many records as it holds now are right: the next listing that finds them is believed, and what is missing is gone without this program.</summary>
    private async Task<Registered<AdoptedLine>> ConfirmShrunkAsync(ConfiguredStore store, AdoptedStore before, CancellationToken ct)
    {
        long found = 0;
        var ours = CanariesOf(store.Name);
        await foreach (var page in store.Reader.DiscoverAsync(ct).WithCancellation(ct))
            found += page.Count(item => item is DiscoveredItem.Found && !ours.Contains(item.Name));
        using var work = books.Begin();
        var expected = work.Inventories.Expected(store.Name);
        CommitAsTaken(work, store, before, found);
        return Registered<AdoptedLine>.Of(
            new AdoptedLine(store.Name, store.Kind, before.Identity, before.AdoptedAt, Math.Max(0, (expected ?? found) - found)),
            $"store {store.Name} is taken as it is: {found} records where {expected} were expected; the next listing takes what is missing for gone");
    }

    /// <summary>So many records are right from now on, and the guard opens where it was closed; all of it is on the log.</summary>
    private void CommitAsTaken(IUnitOfWork work, ConfiguredStore store, AdoptedStore before, long records, Func<Instant, IReadOnlyList<AuditEntry>>? findings = null)
    {
        var now = books.Now;
        work.Inventories.Taken(store.Name, records);
        var entries = new List<AuditEntry> { new AuditEntry.StoreAdopted(now, books.Actor, store.Name, store.Kind, before.Identity) };
        if (findings is not null)
            entries.AddRange(findings(now));
        if (work.Guards.Open(Guard, store.Name))
            entries.Add(new AuditEntry.ErasureResumed(now, books.Actor, Guard, store.Name));
        books.Commit(work, entries);
    }

    private bool IsShrunk(StoreName name)
    {
        using var session = books.Read();
        return session.Guards.Find(Guard, name) is { Code: Shrunk };
    }

    /// <summary>What the program planted itself speaks neither for nor against a store.</summary>
    private HashSet<RecordName> CanariesOf(StoreName store)
    {
        using var session = books.Read();
        return [.. session.Canaries.NamesIn(store).Keys];
    }

    private async Task<bool> IsEmptyAsync(ConfiguredStore store, CancellationToken ct)
    {
        var ours = CanariesOf(store.Name);
        await foreach (var page in store.Reader.DiscoverAsync(ct).WithCancellation(ct))
        {
            if (page.Any(item => !ours.Contains(item.Name)))
                return false;
        }
        return true;
    }
}
