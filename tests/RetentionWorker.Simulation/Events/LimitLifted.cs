using RetentionWorker.Simulation.Machine;

namespace RetentionWorker.Simulation.Events;

/// <summary>Plans have waited long enough: somebody raises the limits.</summary>
internal sealed class LimitLifted : SimEvent
{
    public override int Weight => 14;

    public override bool CanHappen(SimWorld world) =>
        world.Hindered && world.Written is { LimitRecords: not null } or { PercentOfStore: not null } or { PercentOfProject: not null };

    public override string? Happen(SimWorld world)
    {
        world.Write(world.Written with { LimitRecords = null, PercentOfStore = null, PercentOfProject = null });
        return "limits lifted";
    }
}
