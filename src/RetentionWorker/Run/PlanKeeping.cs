using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Audit;
using RetentionWorker.Catalogue;
using RetentionWorker.Plan;
using RetentionWorker.Record;

namespace RetentionWorker.Run;

/// <summary>The one door by which a person's plan comes into the books: with its records, who asked for it, and what was said of it before.</summary>
internal sealed class PlanKeeping(ICatalogue catalogue, AuditLog log, IClock clock, string actor)
{
    /// <summary>For an approval, a purge or a later look.</summary>
    public void Save(MadePlan made) => Keep(made, PlanStanding.Saved, []);

    /// <summary>What goes before its time always waits.</summary>
    public void AskEarly(MadePlan made) => Keep(made, PlanStanding.Waits, [new LimitExceeded(PlanApproval.Early, "", 0, made.Plan.Records)]);

    private void Keep(MadePlan made, PlanStanding standing, IReadOnlyList<LimitExceeded> exceeded)
    {
        using var work = catalogue.Begin();
        var now = clock.GetCurrentInstant();
        var known = work.Plans.Find(made.Plan.Digest);
        var before = known?.IsOver(now) == false ? known : null;
        // Who asks for what was rejected asks another person anew; the daemon never does.
        if (before is { Standing: PlanStanding.Rejected } || known is { Plan.Early: not null, Judgement: { Code: not null } })
            (standing, exceeded) = (PlanStanding.Waits, [.. exceeded, PlanApproval.RejectedBefore(made.Plan.Records)]);
        // What waits goes on waiting: keeping it again only adds who asked. What is approved stays so: an approver may look at it and keep it too.
        if (before is { Standing: PlanStanding.Waits })
            work.Plans.Ask(made.Plan.Digest, actor);
        else if (before is not { Standing: PlanStanding.Approved })
            work.Plans.Keep(made.Plan, actor, standing, [.. made.Groups.Select(g => g.Id)], made.HeldRecords, exceeded, now + KeptPlan.OnDemandLifetime, made.DeadlineAt);
        if (standing == PlanStanding.Waits && before is not { Standing: PlanStanding.Waits or PlanStanding.Approved })
            log.Append(work, [new AuditEntry.PlanWaits(now, actor, made.Plan.Digest, made.Plan.ScheduleSha256, made.Plan.Records, exceeded)]);
        work.Commit();
    }
}
