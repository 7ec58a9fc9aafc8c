using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Plan;
using RetentionWorker.Register;

namespace RetentionWorker.Run;

/// <summary>What a run over the scope would do now. <paramref name="Exceeded"/> are the limits for which it would wait.</summary>
internal sealed record Preview(
    ErasurePlan Plan, IReadOnlyList<LimitExceeded> Exceeded, IReadOnlyList<StandingLine> Lines, RetentionSchedule Schedule, Instant At);

/// <summary>Makes plans for people to look at: a run that stops after planning.</summary>
internal sealed class Previewing(ICatalogue catalogue, RetentionRun run, ScheduleInForce schedule, IClock clock, Actor actor)
{
    public Preview Look(PlanScope scope, CancellationToken ct)
    {
        var inForce = schedule.Adopt();
        run.Decide(inForce, ct);
        var now = clock.GetCurrentInstant();
        using var session = catalogue.Read();
        var pass = PlannedPass.Make(session, inForce, scope, now);
        var exceeded = PlanApproval.Consider(pass.Made.Plan, inForce.Limits, pass.OfStores, pass.OfProjects) is PlanVerdict.Waits waits ? waits.Exceeded : [];
        return new Preview(pass.Made.Plan, exceeded, new Standings(session, inForce).Of(scope, now), inForce, now);
    }

    /// <summary>Keeps the plan's head in the catalogue, for an approval or a later look.</summary>
    public void Save(Preview preview)
    {
        using var work = catalogue.Begin();
        if (work.Plans.Find(preview.Plan.Digest) is null)
            work.Plans.Put(preview.Plan, actor.Id, "saved");
        work.Commit();
    }
}
