using RetentionWorker.Run;
using RetentionWorker.Simulation.Machine;

namespace RetentionWorker.Simulation.Events;

/// <summary>The next run is killed at some point of it.</summary>
internal sealed class NextRunKilled : SimEvent
{
    public override int Weight => 20;

    public override string? Happen(SimWorld world)
    {
        world.KillNextAfter = 1 + world.Random.Below(world.Random.OneOf([10, 40, 120]));
        return $"the next run is killed after {world.KillNextAfter} points";
    }
}

/// <summary>Something else happens in the middle of the next run that has something to erase.</summary>
internal sealed class Meanwhile : SimEvent
{
    public override int Weight => 24;

    public override string? Happen(SimWorld world)
    {
        RunBoundary? at = world.Random.Percent(40) ? null : world.Random.OneOf(RunHooks.Surprises);
        world.MeanwhileNext = new Surprise(Draw(world.Random, inMidRun: true), at, 1 + world.Random.Below(world.Random.OneOf([1, 5])));
        return $"in the middle of a run to come: {world.MeanwhileNext.Event.Name} at {at?.ToString() ?? "an order"}";
    }
}

/// <summary>The program is started anew.</summary>
internal sealed class Restarted : SimEvent
{
    public override int Weight => 4;

    public override string? Happen(SimWorld world)
    {
        world.EndLife();
        return "restarted";
    }
}

/// <summary>The machine is off for a while.</summary>
internal sealed class Downtime : SimEvent
{
    public override int Weight => 4;

    public override string? Happen(SimWorld world)
    {
        var days = world.Random.OneOf([1, 3, 9, 35]);
        world.EndLife();
        world.DownUntil = world.Clock.Now + (days * 86400L);
        return $"down for {days} days";
    }
}
