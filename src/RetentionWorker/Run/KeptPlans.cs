using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Run;

/// <summary>Finds a kept plan that may be carried out, or refuses with the reason: applying takes only a digest.</summary>
internal static class KeptPlans
{
    /// <summary>The guard's name.</summary>
    public const string Guard = "plan";

    public static KeptPlan ToCarryOut(IReadSession session, string digest, RetentionSchedule schedule, Instant now)
    {
        var kept = session.Plans.Find(digest);
        return kept switch
        {
            null => throw Refused("no-such-plan", $"No plan {digest} was kept. Make one with 'retention plan --save', look at it, and ask again."),
            { Standing: PlanStanding.Done } => throw Refused("plan-done", $"Plan {digest} was carried out before."),
            { Standing: PlanStanding.Rejected } => throw Refused("plan-rejected", $"Plan {digest} was rejected ({kept.Judgement?.Code})."),
            _ when kept.IsOver(now) => throw Refused("plan-expired", $"Plan {digest} has expired: a plan that was asked for can be carried out for 24 hours. Make it anew and look at it again."),
            _ when kept.Plan.ScheduleSha256 != schedule.Sha256 => throw Refused("stale-plan", $"Plan {digest} was made under another schedule than the one in force. Make it anew and look at it again."),
            _ => kept,
        };
    }

    private static RunRefusal Refused(string code, string message) => new(Guard, code, message);
}
