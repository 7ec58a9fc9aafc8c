using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Canaries;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Plan;

namespace RetentionWorker.Run;

/// <summary>Asks whether a pass may be carried out: by the schedule itself within every limit, by a person's approval, or not now.</summary>
internal static class Consent
{
    private static readonly Duration Day = Duration.FromHours(24);
    private static readonly Duration Week = Duration.FromDays(7);

    /// <summary>The oldest instant that a rolling limit looks back to.</summary>
    public static Instant WindowFrom(Instant now) => now - Week;

    /// <summary><paramref name="soFar"/> is what the same run erased before this pass.</summary>
    public static PlanVerdict Of(IReadSession session, PlannedPass pass, RetentionSchedule schedule, IReadOnlyList<SpentLine> soFar, Instant now)
    {
        if (pass.Plan.Scope == CanaryRules.Scope)
            return PlanApproval.ConsiderCanaries(pass.Plan);
        var known = session.Plans.Find(pass.Plan.Digest);
        if (known is { Standing: PlanStanding.Approved, Judgement: { Approval: { } approval } judgement } kept
            && PlanApproval.Approve(kept.Plan, approval, kept.AskedBy, judgement.At, now) is PlanVerdict.Approved approved)
            return approved;
        // A no stands however often the plan is made anew, also where a rolling limit has room for it again.
        var rejected = known is { Standing: PlanStanding.Rejected } ? pass.Plan.Records : pass.Rejected;
        var reaching = new Reaching(pass.Total.Due, pass.Bytes, pass.Keys, pass.OfStores, pass.OfProjects);
        var (day, week) = (Reach.None, Reach.None);
        if (schedule.Limits.Rolling)
        {
            var spent = session.Spent.Since(now - Week);
            day = reaching.After([.. spent.Where(s => s.At > now - Day)]);
            week = reaching.After([.. spent.Where(s => s.At > now - Week)]);
        }
        return PlanApproval.Consider(pass.Plan, schedule.Limits, reaching.After(soFar), day, week, session.Schedules.ChangedAt() > now - Week, rejected);
    }
}
