using NodaTime;
using Retention.Domain.Approvals;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Watch;

/// <summary>Plans that stand between their records and a run, as obstacles: those that wait, and those that the only person of a site may still take back.</summary>
internal static class OpenPlans
{
    /// <summary>Of each, as much as is still there and can still be carried out.</summary>
    public static IEnumerable<Obstacle> Of(IReadSession session, Instant now)
    {
        var schedule = session.Schedules.Current()?.Sha256;
        var waiting = session.Plans.List(PlanStanding.Waits).Where(p => !p.IsExpired(now));
        var approved = session.Plans.List(PlanStanding.Approved).Where(p => p.Judgement?.Approval?.From > now);
        foreach (var plan in waiting.Concat(approved).Where(p => p.Plan.ScheduleSha256 == schedule))
        {
            var digest = plan.Plan.Digest;
            if (session.Plans.Shares(digest).Sum(s => s.Present) is not (> 0 and var present))
                continue;
            var (code, remedy) = WordsOf(plan);
            yield return new Obstacle(ObstacleKind.PlanWaits, digest, present, plan.KeptAt, plan.DeadlineAt ?? plan.KeptAt + Clocks.Otherwise, code, remedy);
        }
    }

    private static (string Code, string Remedy) WordsOf(KeptPlan plan)
    {
        var approve = $"retention approve {plan.Plan.Digest}";
        return plan switch
        {
            { Standing: PlanStanding.Approved } => ("counts-later", $"retention reject {plan.Plan.Digest} --because CODE takes it back"),
            // Somebody said no to some of them: whoever approves looks at them first.
            _ when plan.Exceeded.Any(e => e.Limit == PlanApproval.Rejected) => ("rejected-before", $"retention plan show {plan.Plan.Digest}, then: {approve}"),
            { Plan.Early: not null } => ("early", approve),
            _ => ("beyond-limit", approve),
        };
    }
}
