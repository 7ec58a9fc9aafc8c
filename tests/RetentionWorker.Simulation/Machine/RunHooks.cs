using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using RetentionWorker.Run;
using RetentionWorker.Simulation.Check;
using RetentionWorker.Simulation.Model;
using RetentionWorker.Tests.Stores;

namespace RetentionWorker.Simulation.Machine;

/// <summary>Sits in every place where a run can be watched, killed, or surprised by a fact.</summary>
internal sealed class RunHooks : IRunProgress
{
    /// <summary>Where nobody holds the pen, so that a fact can be recorded.</summary>
    public static readonly IReadOnlyList<RunBoundary> Surprises =
    [
        RunBoundary.DiscoveryStarted, RunBoundary.Discovered, RunBoundary.Decided, RunBoundary.Planned, RunBoundary.BeforeErase, RunBoundary.Erased,
        RunBoundary.Verified, RunBoundary.BeforeSummary,
    ];

    private readonly SimWorld world;

    public RunHooks(SimWorld world)
    {
        this.world = world;
        foreach (var store in world.Stores)
        {
            store.Called = call => Called(store, call);
            store.Ordered = _ => Chance(null);
            store.BeforeRemoval = order => BeforeRemoval(store, order);
            store.AfterRemoval = order => AfterRemoval(store, order);
            store.Showed = (ailment, name) => Showed(store, ailment, name);
        }
    }

    public void At(RunBoundary boundary, StoreName? store)
    {
        if (boundary == RunBoundary.Planned)
            PlanCheck.Planned(world);
        world.Life.Death.Meet(boundary.ToString());
        if (Surprises.Contains(boundary))
            Chance(boundary);
    }

    public void Count(RunBoundary boundary, long done, long? total)
    {
    }

    private void Called(SimStore store, FakeStoreCall call)
    {
        if (world.Watch is not { } watch)
            return;
        world.Life.Death.Meet($"{call} of {store.Name}");
        if (call != FakeStoreCall.Discover)
            return;
        var listed = watch.Listed[store.Name] = store.Fake.ListsNothing ? [] : [.. world.Model.Present.Where(r => r.Store == store.Name)];
        world.Knowledge.Looked(store.Name, listed.Count);
    }

    private void Chance(RunBoundary? at)
    {
        if (world.Watch is not { Meanwhile: { } meanwhile } watch || meanwhile.At != at || watch.DueAtStart.Count == 0)
            return;
        watch.Meanwhile = meanwhile.After > 1 ? meanwhile with { After = meanwhile.After - 1 } : null;
        if (watch.Meanwhile is not null || !meanwhile.Event.CanHappen(world))
            return;
        watch.InBatch = at is null;
        world.Life.Death.Spare(() =>
        {
            if (meanwhile.Event.Happen(world) is not { } what)
                return;
            watch.MeanwhileHappened = true;
            watch.Blurred |= at == RunBoundary.Decided;
            world.Counts.Add("meanwhile: " + meanwhile.Event.Name);
            world.Trace.Note($"  meanwhile {what}");
        });
    }

    private void BeforeRemoval(SimStore store, ErasureOrder order)
    {
        world.Life.Death.Meet("before a removal");
        RemovalCheck.Check(world, store, order);
    }

    private void AfterRemoval(SimStore store, ErasureOrder order)
    {
        var record = world.Model.Find(store.Name, order.Record.Address.Name.ToString())!;
        if (store.Fake.Content(order.Record.Address.Name) is null)
        {
            record.Present = false;
            record.Gone++;
            record.Removed++;
            world.Watch!.Removed.Add(record);
            world.Counts.Add("records removed");
            world.Trace.Note($"  removed {record}");
        }
        world.Life.Death.Meet("after a removal");
    }

    private void Showed(SimStore store, Ailment ailment, string? name)
    {
        world.Counts.Add("showed: " + ailment);
        if (name is not null && world.Model.Find(store.Name, name) is { } record)
            record.FaultAt = world.Clock.Now;
        world.Watch?.Ailing.Add(store.Name);
    }
}
