using RetentionWorker.Run;
using RetentionWorker.Simulation.Machine;

namespace RetentionWorker.Simulation.Check;

/// <summary>
/// A store that shows less than 95 % of what it showed last, less what was erased since, is not believed, unless a single record is missing; one that shows
/// more is. Reckoned from what the stores truly showed.
/// </summary>
internal static class InventoryCheck
{
    /// <summary>Asked before the checks learn what the run listed.</summary>
    public static void Completed(SimWorld world, RunWatch watch, RunReport report)
    {
        foreach (var store in world.Stores)
        {
            if (report.Discoveries.FirstOrDefault(d => d.Store.Value == store.Name) is { } discovery)
                Listed(world, watch, store.Name, discovery.Fault is null, discovery.Fault is { Code: "inventory" });
            PromiseBroken.Unless(
                !world.Knowledge.IsShrunk(store.Name) || !watch.Removed.Exists(r => r.Store == store.Name), PromiseBroken.MustStay, () => $"records of {store.Name} were removed while its listing was not believed");
        }
    }

    private static void Listed(SimWorld world, RunWatch watch, string store, bool believed, bool shrunk)
    {
        var certain = !watch.StoresMoved && !watch.Ailing.Contains(store) && watch.Listed.ContainsKey(store);
        if (certain && world.Knowledge.Inventory(store) is var (atLeast, atMost))
        {
            var found = watch.Listed[store].Count;
            PromiseBroken.Unless(!believed || !Knowledge.IsDoubted(atLeast, found), PromiseBroken.MustStay, () => $"{store} shows {found} records where {atLeast} were, and is believed");
            PromiseBroken.Unless(!shrunk || Knowledge.IsTooFew(atMost, found), PromiseBroken.MustGo, () => $"{store} shows {found} records where {atMost} were, and is not believed");
        }
        if (believed)
            world.Knowledge.Believe(store);
        if (!shrunk)
            return;
        world.Counts.Add("listings that are not believed");
        world.Knowledge.Shrink(store);
    }
}
