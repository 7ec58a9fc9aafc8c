using RetentionWorker.Simulation.Machine;
using RetentionWorker.Simulation.Model;

namespace RetentionWorker.Simulation.Events;

/// <summary>Somebody edits the schedule's file; in the middle of a run somebody else's command adopts it at once.</summary>
internal sealed class ScheduleEdited : SimEvent
{
    public override int Weight => 4;

    public override bool AlsoInMidRun => true;

    public override string? Happen(SimWorld world)
    {
        world.Write(Schedules.Changed(world, world.Written));
        if (world.Watch is null)
            return "schedule edited";
        world.Life.Adopt(world.Written);
        world.Model.Adopt(world.Written, world.Clock.Now);
        return "schedule edited and adopted";
    }
}
