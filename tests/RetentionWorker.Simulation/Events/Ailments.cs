using RetentionWorker.Simulation.Machine;

namespace RetentionWorker.Simulation.Events;

/// <summary>A store falls ill for some hours or days.</summary>
internal sealed class StoreFellIll : SimEvent
{
    private static readonly Ailment[] OfErasing =
        [Ailment.ErasuresFail, Ailment.ErasuresRefused, Ailment.RepliesLost, Ailment.NotFlushed, Ailment.Undying, Ailment.VerifyFails, Ailment.Throttled];

    public override int Weight => 16;

    public override bool AlsoInMidRun => true;

    public override bool CanHappen(SimWorld world) => world.Stores.Count(s => !s.IsSound) < 2;

    public override string? Happen(SimWorld world)
    {
        var store = world.Random.OneOf(world.Stores);
        var ailment = world.Random.OneOf(world.Watch is { InBatch: true } ? OfErasing : Enum.GetValues<Ailment>());
        var hours = world.Random.OneOf([2, 20, 50, 24 * 6, 24 * 20]);
        store.Fall(ailment, world.Clock.Now + (hours * 3600));
        world.StoresMoved = true;
        return $"{store.Name}: {ailment} for {hours} hours";
    }
}
