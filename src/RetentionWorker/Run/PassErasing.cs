using System.Collections.Concurrent;
using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using RetentionWorker.Discover;
using RetentionWorker.Register;
using RetentionWorker.Stores;

namespace RetentionWorker.Run;

/// <summary>Carries out an approved plan in every store that it touches, side by side. A store in doubt is left alone; the others are served.</summary>
internal sealed class PassErasing(ErasingTools tools, IReadOnlyDictionary<StoreName, ConfiguredStore> stores)
{
    private readonly ConcurrentDictionary<StoreName, bool> doubtful = new();
    private readonly GuardNotes notes = new(tools.Catalogue, tools.Clock, tools.Log);

    /// <summary>The watch over the wall clock that the workers look at.</summary>
    public WallWatch Watch => tools.Watch;

    /// <summary>A store that its last listing found suspect is not erased from until a listing finds it sound.</summary>
    public void Note(DiscoveryResult discovery)
    {
        if (discovery.Fault is { Kind: StoreFaultKind.Suspect })
        {
            doubtful[discovery.Store] = true;
            notes.Close(StoreDesk.Guard, discovery.Store, discovery.Fault.Code, discovery.Fault.Numbers?.Expected, discovery.Fault.Numbers?.Found);
        }
        else if (discovery.Fault is null)
        {
            doubtful.TryRemove(discovery.Store, out _);
            notes.Open(StoreDesk.Guard, discovery.Store, _ => true);
        }
    }

    /// <summary>Stores that a listing doubted, this process's or another's: only a listing, or a person, clears them.</summary>
    private HashSet<StoreName> Doubted()
    {
        using var session = tools.Catalogue.Read();
        return [.. session.Guards.Closed().Where(g => g.Guard == StoreDesk.Guard && StoreDesk.IsOfListing(g.Code)).Select(g => g.Store!.Value), .. doubtful.Keys];
    }

    public async Task<LeftAlone> EraseAsync(
        PlannedPass pass, ApprovedPlan approved, RetentionSchedule schedule, string actor, RunTally tally, Action<long, long>? advanced, CancellationToken stop)
    {
        var (suspect, unavailable) = (new List<StoreName>(), new List<StoreName>());
        var sound = new List<ConfiguredStore>();
        var doubted = Doubted();
        foreach (var name in pass.OfStores.Where(s => s.Taken > 0).Select(s => new StoreName(s.Subject)))
        {
            if (stores.TryGetValue(name, out var store) && !doubted.Contains(name))
                await CheckAsync(store, stop);
            else
                suspect.Add(name);
        }

        // Only now, when nothing else can throw, does anything begin that has to be awaited.
        var working = sound.ConvertAll(store => new StoreErasing(
            tools, store, approved, schedule, actor, pass.SourceOf(store.Name), tally, advanced));
        await Task.WhenAll(working.Select(w => w.RunAsync(stop)));
        foreach (var ended in working)
        {
            if (ended.GivenUp is { } kind)
                (kind == StoreFaultKind.Suspect ? suspect : unavailable).Add(ended.Store);
        }
        return new LeftAlone(suspect, unavailable, working.Exists(w => w.Superseded))
        {
            Halted = working.Select(w => w.Halted).FirstOrDefault(h => h is not null),
        };

        async Task CheckAsync(ConfiguredStore store, CancellationToken ct)
        {
            try
            {
                await tools.CheckIdentity(store, ct);
                sound.Add(store);
                notes.Open(StoreDesk.Guard, store.Name, code => !StoreDesk.IsOfListing(code));
            }
            catch (StoreFault fault)
            {
                if (fault.Kind == StoreFaultKind.Suspect)
                    notes.Close(StoreDesk.Guard, store.Name, fault.Code);
                (fault.Kind == StoreFaultKind.Suspect ? suspect : unavailable).Add(store.Name);
            }
        }
    }
}
