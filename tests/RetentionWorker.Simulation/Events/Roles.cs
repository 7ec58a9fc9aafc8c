using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using RetentionWorker.Approve;
using RetentionWorker.Register;
using RetentionWorker.Simulation.Check;
using RetentionWorker.Simulation.Machine;

namespace RetentionWorker.Simulation.Events;

/// <summary>Somebody finds that a project's data are another controller's, and nobody knew.</summary>
internal sealed class FoundProcessed : SimEvent
{
    public override int Weight => 2;

    public override bool AlsoInMidRun => true;

    public override bool CanHappen(SimWorld world) => world.Model.Projects.Values.Any(p => !p.IsProcessed);

    public override string? Happen(SimWorld world)
    {
        var project = world.Aim([.. world.Model.Projects.Values.Where(p => !p.IsProcessed)], (one, due) => one.Id == due.Project);
        if (!world.Recorded(world.Life.Room<ProjectRoles>().Change(new ProjectId(project.Id), ProjectRole.Processor), out _))
            return null;
        (project.IsProcessed, project.OwnSince) = (true, null);
        project.Version++;
        return $"{project.Id}: its data are another controller's";
    }
}

/// <summary>Somebody finds that a project's data are the institute's own; a second person is at hand, and says yes or no.</summary>
internal sealed class FoundOwn : SimEvent
{
    public override int Weight => 2;

    public override bool CanHappen(SimWorld world) => world.Model.Projects.Values.Any(p => p is { IsProcessed: true, Waiting: null });

    public override string? Happen(SimWorld world)
    {
        var project = world.Random.OneOf([.. world.Model.Projects.Values.Where(p => p is { IsProcessed: true, Waiting: null })]);
        if (!world.Recorded(world.Life.Room<ProjectRoles>().Change(new ProjectId(project.Id), ProjectRole.Controller), out var line))
            return null;
        var asked = line.Correction!.Correction;
        if (world.Random.Percent(30))
        {
            world.Life.Room<Approving>().Reject(asked, Life.Second, RejectReason.WrongFacts);
            return $"{project.Id}: somebody takes its data for the institute's own, which is rejected";
        }
        PromiseBroken.Unless(
            world.Life.Room<Approving>().Approve(asked, Life.Second, asSingleOperator: false) is Judged.Corrected { Code: null }, PromiseBroken.Silent, () => $"another person approves the role of {project.Id}, and cannot");
        (project.IsProcessed, project.OwnSince) = (false, world.Clock.Now);
        project.Version++;
        return $"{project.Id}: its data are the institute's own";
    }
}
