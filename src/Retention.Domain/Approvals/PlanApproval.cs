using NodaTime;
using Retention.Domain.Canaries;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;

namespace Retention.Domain.Approvals;

/// <summary>What came of asking whether a plan may be carried out.</summary>
public abstract record PlanVerdict
{
    /// <summary>The ticket.</summary>
    public sealed record Approved(ApprovedPlan Plan) : PlanVerdict;

    /// <summary>It waits whole for a person: never a part of it.</summary>
    public sealed record Waits(IReadOnlyList<LimitExceeded> Exceeded) : PlanVerdict;

    /// <summary>An approval that does not carry it. <paramref name="Code"/>: <c>other-plan</c>, <c>asked-for-it</c>, <c>too-early</c>, <c>expired</c>.</summary>
    public sealed record NotApproved(string Code) : PlanVerdict;
}

/// <summary>One limit and how far the plan goes beyond it. <paramref name="Subject"/> is the store or project, or empty.</summary>
public sealed record LimitExceeded(string Limit, string Subject, long Allowed, long Planned);

/// <summary>
/// A person's consent to one plan. It counts from <paramref name="From"/> (inclusive: later than it was given only where one person asked and
/// approved) until <paramref name="Until"/> (exclusive).
/// </summary>
public sealed record Approval(string PlanDigest, string Approver, Instant From, Instant Until)
{
    /// <summary>How long an approval that was given now counts.</summary>
    public static readonly Duration Lifetime = Duration.FromDays(7);

    /// <summary>How long it waits where the same person asked for the plan and approved it, at a site that has only one.</summary>
    public static readonly Duration SingleOperatorWait = Duration.FromHours(24);

    /// <summary>An approval by another person than who asked.</summary>
    public static Approval Now(string planDigest, string approver, Instant now) => new(planDigest, approver, now, now + Lifetime);

    /// <summary>An approval by the only person there is: it counts a day later, so that there is time to think better of it.</summary>
    public static Approval AsSingleOperator(string planDigest, string approver, Instant now) =>
        new(planDigest, approver, now + SingleOperatorWait, now + SingleOperatorWait + Lifetime);

    /// <summary>Whether it was given by the only person there is.</summary>
    public bool WaitedFor(Instant givenAt) => From > givenAt;
}

/// <summary>Decides whether a plan needs a person, and whether a person's approval carries it.</summary>
public static class PlanApproval
{
    /// <summary>The limit of a plan that takes everything of a store soon after the schedule changed: no figure of the schedule's own.</summary>
    public const string EverythingAfterChange = "everythingAfterScheduleChange";

    /// <summary>The limit of a plan for early erasure: it always waits.</summary>
    public const string Early = "early";

    /// <summary>The limit of a plan that contains records of a rejected one: a no counts for the records, in whatever plan they come back.</summary>
    public const string Rejected = "rejectedBefore";

    /// <summary>So many records to whose erasure a person said no last.</summary>
    public static LimitExceeded RejectedBefore(long records) => new(Rejected, "", 0, records);

    /// <summary>Why a plan waits, once more people said no: to so many of its records by now. Where it is to none of them, as it stood.</summary>
    public static IReadOnlyList<LimitExceeded> WithRejected(IReadOnlyList<LimitExceeded> exceeded, long records) =>
        records == 0 ? exceeded : [RejectedBefore(records), .. exceeded.Where(e => e.Limit != Rejected)];

    /// <summary>
    /// A plan within every limit of the schedule is approved by the schedule itself; beyond any, the whole plan waits. Each reach includes the
    /// plan and what was erased before it: in the same run, in the last 24 hours, in the last 7 days.
    /// </summary>
    /// <param name="plan">The plan. One for early erasure is never approved by the schedule.</param>
    /// <param name="limits">Of the schedule in force.</param>
    /// <param name="run">The reach within this run.</param>
    /// <param name="day">The reach within the rolling day.</param>
    /// <param name="week">The reach within the rolling week.</param>
    /// <param name="scheduleIsFresh">Whether another schedule was in force less than a week ago.</param>
    /// <param name="rejected">How many of its records a person rejected, and nobody approved since.</param>
    public static PlanVerdict Consider(ErasurePlan plan, Limits limits, Reach run, Reach day, Reach week, bool scheduleIsFresh, long rejected)
    {
        var exceeded = new List<LimitExceeded>();
        if (plan.Early is not null)
            exceeded.Add(new(Early, "", 0, plan.Records));
        if (rejected > 0)
            exceeded.Add(RejectedBefore(rejected));
        exceeded.AddRange(Beyond("", limits.Run, run));
        exceeded.AddRange(Beyond("perDay.", limits.Day, day));
        exceeded.AddRange(Beyond("perWeek.", limits.Week, week));
        if (scheduleIsFresh)
            exceeded.AddRange(run.OfStores.Where(s => s.Present > 0 && s.Taken >= s.Present).Select(s => new LimitExceeded(EverythingAfterChange, s.Subject, s.Present - 1, s.Taken)));
        return exceeded.Count == 0 ? new PlanVerdict.Approved(new ApprovedPlan(plan, "schedule")) : new PlanVerdict.Waits(exceeded);
    }

    /// <summary>
    /// A plan of the program's own canaries and of nothing else: the schedule's limits are for what belongs to people, and do not count them. Any other
    /// plan is a bug here, and throws <see cref="ArgumentException"/>.
    /// </summary>
    public static PlanVerdict ConsiderCanaries(ErasurePlan plan) => plan.Scope == CanaryRules.Scope && plan.Early is null
        ? new PlanVerdict.Approved(new ApprovedPlan(plan, "schedule"))
        : throw new ArgumentException("The plan takes more than canaries.", nameof(plan));

    /// <summary>
    /// A plan that waits is carried out on the approval of somebody who did not ask for it, while the approval counts. One person may do both
    /// only by an approval that waits a day (<see cref="Approval.AsSingleOperator"/>).
    /// </summary>
    /// <param name="plan">The plan as it was kept.</param>
    /// <param name="approval">The approval.</param>
    /// <param name="askedBy">Every identity that produced the plan.</param>
    /// <param name="givenAt">When the approval was given.</param>
    /// <param name="now">Now.</param>
    public static PlanVerdict Approve(ErasurePlan plan, Approval approval, IReadOnlySet<string> askedBy, Instant givenAt, Instant now)
    {
        if (approval.PlanDigest != plan.Digest)
            return new PlanVerdict.NotApproved("other-plan");
        if (askedBy.Contains(approval.Approver) && !approval.WaitedFor(givenAt))
            return new PlanVerdict.NotApproved("asked-for-it");
        if (now < approval.From)
            return new PlanVerdict.NotApproved("too-early");
        return now >= approval.Until ? new PlanVerdict.NotApproved("expired") : new PlanVerdict.Approved(new ApprovedPlan(plan, approval.Approver));
    }

    private static IEnumerable<LimitExceeded> Beyond(string window, Bounds bounds, Reach reach)
    {
        foreach (var (name, allowed, planned) in new[]
        {
            ("records", bounds.Records, reach.Records), ("bytes", bounds.Bytes, reach.Bytes),
            ("participants", bounds.Participants, reach.Participants), ("projects", bounds.Projects, reach.Projects),
        })
        {
            if (planned > allowed)
                yield return new(window + name, "", allowed.Value, planned);
        }
        foreach (var share in Beyond(window + "percentOfStore", bounds.PercentOfStore, reach.OfStores))
            yield return share;
        foreach (var share in Beyond(window + "percentOfProject", bounds.PercentOfProject, reach.OfProjects))
            yield return share;
    }

    private static IEnumerable<LimitExceeded> Beyond(string limit, int? percent, IReadOnlyList<Share> shares) =>
        from share in shares
        where percent is not null && share.Present > 0 && (Int128)share.Taken * 100 > (Int128)share.Present * percent.Value
        select new LimitExceeded(limit, share.Subject, percent!.Value, (long)((Int128)share.Taken * 100 / share.Present));
}
