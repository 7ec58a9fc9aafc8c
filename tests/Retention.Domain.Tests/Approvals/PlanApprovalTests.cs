using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;

namespace Retention.Domain.Tests.Approvals;

public sealed class PlanApprovalTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 7, 1, 12, 0);
    private static readonly ErasurePlan Plan = new("d1", "5c4ed01e", 0, new Dictionary<StoreName, string>(), PlanScope.Everything, 10, 1000, Noon, null, 0);
    private static readonly Reach Ten = new(10, 1000, 4, [new("interviews", 10, 50)], [new("lonely", 6, 6), new("other", 4, 44)]);

    [Theory]
    [InlineData("records", 10, 9, 10)]
    [InlineData("bytes", 1000, 999, 1000)]
    [InlineData("participants", 4, 3, 4)]
    [InlineData("projects", 2, 1, 2)]
    [InlineData("percentOfStore", 20, 19, 20)]
    [InlineData("percentOfProject", 100, 99, 100)]
    public void Exactly_a_limit_is_within_it_and_one_less_makes_the_whole_plan_wait(string limit, int within, int beyond, long planned)
    {
        foreach (var window in new[] { "", "perDay.", "perWeek." })
        {
            Assert.IsType<PlanVerdict.Approved>(Consider(Of(window, limit, within)));
            var exceeded = Assert.Single(Assert.IsType<PlanVerdict.Waits>(Consider(Of(window, limit, beyond))).Exceeded);
            Assert.Equal((window + limit, (long)beyond, planned), (exceeded.Limit, exceeded.Allowed, exceeded.Planned));
        }
    }

    [Fact]
    public void Every_limit_that_is_exceeded_is_named()
    {
        var bounds = new Bounds(1, 1, 1, 1, 1, 1);
        var waits = Assert.IsType<PlanVerdict.Waits>(Consider(new Limits(bounds, bounds, bounds)));
        Assert.Equal(3 * 7, waits.Exceeded.Count);
        Assert.Equal(["lonely", "other"], waits.Exceeded.Where(e => e.Limit == "percentOfProject").Select(e => e.Subject));
    }

    [Fact]
    public void A_percentage_is_not_rounded()
    {
        Assert.IsType<PlanVerdict.Waits>(PlanApproval.Consider(
            Plan, Limits.PerRun(new Bounds(PercentOfStore: 33)), Ten with { OfStores = [new("interviews", 1, 3)] }, Reach.None, Reach.None, false, 0));
        Assert.IsType<PlanVerdict.Approved>(PlanApproval.Consider(
            Plan, Limits.PerRun(new Bounds(PercentOfStore: 34)), Ten with { OfStores = [new("interviews", 1, 3)] }, Reach.None, Reach.None, false, 0));
    }

    [Fact]
    public void A_plan_that_takes_everything_of_a_store_soon_after_a_change_of_schedule_waits()
    {
        var all = Ten with { OfStores = [new("archive", 3, 10), new("interviews", 7, 7)] };
        var exceeded = Assert.Single(Assert.IsType<PlanVerdict.Waits>(PlanApproval.Consider(Plan, Limits.None, all, Reach.None, Reach.None, true, 0)).Exceeded);
        Assert.Equal((PlanApproval.EverythingAfterChange, "interviews"), (exceeded.Limit, exceeded.Subject));
        Assert.IsType<PlanVerdict.Approved>(PlanApproval.Consider(Plan, Limits.None, all, Reach.None, Reach.None, false, 0));
        Assert.IsType<PlanVerdict.Approved>(PlanApproval.Consider(Plan, Limits.None, Ten, Reach.None, Reach.None, true, 0));
    }

    [Fact]
    public void Early_erasure_always_waits()
    {
        var early = Plan with { Early = EarlyReason.NoLongerNecessary };
        Assert.Equal(PlanApproval.Early, Assert.Single(Assert.IsType<PlanVerdict.Waits>(PlanApproval.Consider(early, Limits.None, Ten, Ten, Ten, false, 0)).Exceeded).Limit);
    }

    [Fact]
    public void A_plan_with_a_record_that_was_rejected_before_waits_whatever_the_limits()
    {
        Assert.Equal([PlanApproval.RejectedBefore(1)], Assert.IsType<PlanVerdict.Waits>(PlanApproval.Consider(Plan, Limits.None, Ten, Ten, Ten, false, 1)).Exceeded);
        Assert.IsType<PlanVerdict.Approved>(PlanApproval.Consider(Plan, Limits.None, Ten, Ten, Ten, false, 0));
    }

    [Fact]
    public void An_approval_counts_from_when_it_is_given_until_it_expires()
    {
        var approval = Approval.Now("d1", "os-2", Noon);
        Assert.IsType<PlanVerdict.Approved>(Approve(approval, Noon, Noon));
        Assert.IsType<PlanVerdict.Approved>(Approve(approval, Noon, Noon + Approval.Lifetime - Duration.Epsilon));
        Assert.Equal("expired", Code(Approve(approval, Noon, Noon + Approval.Lifetime)));
        Assert.Equal("too-early", Code(Approve(approval, Noon, Noon - Duration.Epsilon)));
        Assert.Equal("os-2", ((PlanVerdict.Approved)Approve(approval, Noon, Noon)).Plan.ApprovedBy);
    }

    [Fact]
    public void Who_asked_never_approves_but_as_the_single_operator_a_day_later()
    {
        Assert.Equal("asked-for-it", Code(Approve(Approval.Now("d1", "os-1", Noon), Noon, Noon)));
        var single = Approval.AsSingleOperator("d1", "os-1", Noon);
        Assert.Equal("too-early", Code(Approve(single, Noon, Noon + Duration.FromHours(24) - Duration.Epsilon)));
        Assert.IsType<PlanVerdict.Approved>(Approve(single, Noon, Noon + Duration.FromHours(24)));
    }

    [Fact]
    public void An_approval_is_for_one_plan() => Assert.Equal("other-plan", Code(Approve(Approval.Now("d2", "os-2", Noon), Noon, Noon)));

    private static string Code(PlanVerdict verdict) => Assert.IsType<PlanVerdict.NotApproved>(verdict).Code;

    private static PlanVerdict Approve(Approval approval, Instant givenAt, Instant now) =>
        PlanApproval.Approve(Plan, approval, new HashSet<string> { "schedule", "os-1" }, givenAt, now);

    private static PlanVerdict Consider(Limits limits) => PlanApproval.Consider(Plan, limits, Ten, Ten, Ten, scheduleIsFresh: false, rejected: 0);

    private static Limits Of(string window, string limit, int value)
    {
        var bounds = limit switch
        {
            "records" => new Bounds(Records: value),
            "bytes" => new Bounds(Bytes: value),
            "participants" => new Bounds(Participants: value),
            "projects" => new Bounds(Projects: value),
            "percentOfStore" => new Bounds(PercentOfStore: value),
            _ => new Bounds(PercentOfProject: value),
        };
        return new Limits(window == "" ? bounds : Bounds.None, window == "perDay." ? bounds : Bounds.None, window == "perWeek." ? bounds : Bounds.None);
    }
}
