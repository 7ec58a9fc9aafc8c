using Retention.Domain.Approvals;
using RetentionWorker.Approve;
using RetentionWorker.Simulation.Check;
using RetentionWorker.Simulation.Machine;
using RetentionWorker.Simulation.Model;

namespace RetentionWorker.Simulation.Events;

/// <summary>Corrections take a second person: sometimes one is at hand, sometimes it takes days, and what has waited for too long can only be rejected.</summary>
internal static class Corrections
{
    /// <summary>Somebody asked for another end, or for none; the model has it waiting, and often a second person judges at once.</summary>
    public static string? Asked(SimWorld world, ModelProject project, string digest, DateOnly? to)
    {
        // Asking again for what waits already changes nothing.
        if (project.Waiting?.Digest == digest)
            return null;
        project.Waiting = new ModelCorrection(digest, to, to is null || to > project.End, world.Clock.Now);
        project.Version++;
        var asked = $"{project.Id}: somebody asks {(to is { } day ? $"to end it on {day:yyyy-MM-dd} instead of {project.End:yyyy-MM-dd}" : "to reopen it")}";
        return world.Random.Percent(50) ? $"{asked}, {Judge(world, project, approves: true)}" : $"{asked}, which waits";
    }

    public static string Judge(SimWorld world, ModelProject project, bool approves)
    {
        var waiting = project.Waiting!;
        var expired = world.Clock.Now >= waiting.AskedAt + ModelCorrection.Lifetime;
        if (approves)
        {
            var takesEffect = world.Life.Room<Approving>().Approve(waiting.Digest, Life.Second, asSingleOperator: false) is Judged.Corrected { Code: null };
            PromiseBroken.Unless(
                takesEffect != expired, PromiseBroken.Silent, () => $"the correction of {project.Id} was asked for {world.Clock.Now - waiting.AskedAt} s ago, and {(takesEffect ? "takes effect" : "cannot be approved")}");
            if (takesEffect)
            {
                (project.End, project.EndRecordedAt, project.Waiting) = (waiting.To, world.Clock.Now, null);
                project.Version++;
                return "which is approved";
            }
        }
        Reject(world, project);
        return expired ? "which has expired and is rejected" : "which is rejected";
    }

    /// <summary>They have their days again.</summary>
    public static void Reject(SimWorld world, ModelProject project)
    {
        var judged = world.Life.Room<Approving>().Reject(project.Waiting!.Digest, Life.Second, RejectReason.WrongFacts);
        PromiseBroken.Unless(judged is Judged.Corrected { Code: not null }, PromiseBroken.Silent, () => $"the correction of {project.Id} waits, and cannot be rejected");
        project.Waiting = null;
        project.Version++;
    }

    public static IReadOnlyList<ModelProject> Waiting(SimWorld world) => [.. world.Model.Projects.Values.Where(p => p.Waiting is not null)];
}

/// <summary>A second person says yes or no to a correction that waits.</summary>
internal sealed class CorrectionJudged : SimEvent
{
    public override int Weight => 10;

    public override bool AlsoInMidRun => true;

    public override bool CanHappen(SimWorld world) => Corrections.Waiting(world).Count > 0;

    public override string? Happen(SimWorld world)
    {
        var project = world.Aim(Corrections.Waiting(world), (one, due) => one.Id == due.Project);
        return $"{project.Id}: a correction waited, {Corrections.Judge(world, project, approves: world.Random.Percent(55))}";
    }
}
