using NodaTime;
using Retention.Domain.Corrections;
using Retention.Domain.Facts;
using RetentionWorker.Register;
using RetentionWorker.Simulation.Machine;
using RetentionWorker.Simulation.Model;

namespace RetentionWorker.Simulation.Events;

/// <summary>What can be written down of a project's end; the desk has the last word.</summary>
internal static class Ends
{
    public static string? End(SimWorld world, ModelProject project, DateOnly on)
    {
        var (day, later) = (LocalDate.FromDateOnly(on), project.End < on);
        var answer = world.Life.Room<ProjectEnds>().End(new ProjectId(project.Id), day, ProjectEndEvent.ReportAccepted, "R/1", later ? InformedHow.ParticipantsInformed : null);
        if (!world.Recorded(answer, out var line))
            return null;
        if (line.Correction is { } asked)
            return Corrections.Asked(world, project, asked.Correction, on);
        if (project.End != on)
            (project.End, project.EndRecordedAt) = (on, world.Clock.Now);
        project.Version++;
        return $"{project.Id} ended on {on:yyyy-MM-dd}";
    }

    public static string? Reopen(SimWorld world, ModelProject project) =>
        world.Recorded(world.Life.Room<ProjectEnds>().Reopen(new ProjectId(project.Id), InformedHow.AsPromised), out var line)
            ? Corrections.Asked(world, project, line.Correction!.Correction, null)
            : null;

    public static ModelProject OneEnded(SimWorld world) => world.Aim(Ended(world), (one, due) => one.Id == due.Project);

    public static IReadOnlyList<ModelProject> Ended(SimWorld world) => [.. world.Model.Projects.Values.Where(p => p.End is not null)];
}

/// <summary>A running project ends, today, some days ago, or on a day to come.</summary>
internal sealed class ProjectEnded : SimEvent
{
    public override int Weight => 5;

    public override bool AlsoInMidRun => true;

    public override bool CanHappen(SimWorld world) => world.Model.Projects.Values.Any(p => p.End is null);

    public override string? Happen(SimWorld world) => Ends.End(
        world, world.Random.OneOf([.. world.Model.Projects.Values.Where(p => p.End is null)]), world.Today.AddDays(world.Random.OneOf([-60, -10, -1, 0, 0, 5, 30])));
}

/// <summary>An end was written down wrong: the project went on for longer.</summary>
internal sealed class EndMovedLater : SimEvent
{
    public override int Weight => 4;

    public override bool AlsoInMidRun => true;

    public override bool CanHappen(SimWorld world) => Ends.Ended(world).Count > 0;

    public override string? Happen(SimWorld world)
    {
        var project = Ends.OneEnded(world);
        return Ends.End(world, project, project.End!.Value.AddDays(world.Random.OneOf([1, 7, 120])));
    }
}

/// <summary>An ended project runs again.</summary>
internal sealed class ProjectReopened : SimEvent
{
    public override int Weight => 4;

    public override bool AlsoInMidRun => true;

    public override bool CanHappen(SimWorld world) => Ends.Ended(world).Count > 0;

    public override string? Happen(SimWorld world) => Ends.Reopen(world, Ends.OneEnded(world));
}

/// <summary>An end was written down too late in the year: it is taken back and written down anew.</summary>
internal sealed class EndCorrectedEarlier : SimEvent
{
    public override int Weight => 2;

    public override bool CanHappen(SimWorld world) => Ends.Ended(world).Count > 0;

    public override string? Happen(SimWorld world)
    {
        var project = world.Random.OneOf(Ends.Ended(world));
        var earlier = project.End!.Value.AddDays(-world.Random.OneOf([1, 30]));
        if (Ends.Reopen(world, project) is not { } reopened)
            return null;
        if (project.End is not null)
            return reopened;
        world.Clock.Advance(world.Random.Between(1, 900));
        return $"{reopened}, {Ends.End(world, project, earlier)}";
    }
}

/// <summary>An end was written down too late in the year, and somebody asks for the earlier one at once.</summary>
internal sealed class EndMovedEarlier : SimEvent
{
    public override int Weight => 3;

    public override bool AlsoInMidRun => true;

    public override bool CanHappen(SimWorld world) => Ends.Ended(world).Count > 0;

    public override string? Happen(SimWorld world)
    {
        var project = world.Random.OneOf(Ends.Ended(world));
        return Ends.End(world, project, project.End!.Value.AddDays(-world.Random.OneOf([1, 10, 90])));
    }
}
