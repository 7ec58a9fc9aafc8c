using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Register;
using RetentionWorker.Simulation.Machine;

namespace RetentionWorker.Simulation.Events;

/// <summary>The controller for whom the institute processes data chooses: erased here, or returned and then erased here.</summary>
internal sealed class ControllerInstructed : SimEvent
{
    public override int Weight => 5;

    public override bool AlsoInMidRun => true;

    public override bool CanHappen(SimWorld world) => world.Model.Projects.Values.Any(p => p is { IsProcessed: true, InstructedAt: null });

    public override string? Happen(SimWorld world)
    {
        var awaiting = world.Model.Projects.Values.Where(p => p is { IsProcessed: true, InstructedAt: null }).ToList();
        var ended = awaiting.Where(p => p.End is not null).ToList();
        var project = world.Random.OneOf(ended.Count > 0 ? ended : awaiting);
        var choice = world.Random.OneOf(Enum.GetValues<ControllerChoice>());
        if (!world.Recorded(world.Life.Room<ProjectEnds>().Instruct(new ProjectId(project.Id), choice, LocalDate.FromDateOnly(world.Today), "DPA/7"), out _))
            return null;
        project.InstructedAt = world.Clock.Now;
        project.Version++;
        return $"{project.Id}: its controller has chosen ({choice})";
    }
}
