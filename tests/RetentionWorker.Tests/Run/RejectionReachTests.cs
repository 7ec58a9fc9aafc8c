using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Approve;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Run;

/// <summary>A no is seen on every plan that would still erase the same records, and whoever approves one is told of it.</summary>
public sealed class RejectionReachTests : IDisposable
{
    private static readonly PlanScope Scope = new(RunWorld.Lonely, null, null);
    private static readonly PlanScope Contacts = new(RunWorld.Lonely, new CategoryName("contact-details"), null);
    private readonly RunWorld world = RunWorld.BeyondItsLimit();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_plan_that_waits_says_that_somebody_rejected_its_records_in_another_and_who_approves_it_is_told()
    {
        var (asked, daemons) = await world.BothWaitAsync();
        var before = world.Plan(asked).Exceeded;
        Assert.DoesNotContain(before, e => e.Limit == PlanApproval.Rejected);
        world.Reject(daemons, "os-3");
        Assert.Equal([PlanApproval.RejectedBefore(3), .. before], world.Plan(asked).Exceeded);
        Assert.Equal(PlanStanding.Waits, world.Plan(asked).Standing);

        var rejectedAt = world.Clock.Now;
        world.Clock.Now += Duration.FromHours(1);
        Assert.IsType<Judged.NotPermitted>(world.Approve(asked, "os-1"));
        var approved = Assert.IsType<Judged.Done>(world.Approve(asked, "os-2"));
        Assert.Equal([new SaidNo(daemons, "os-3", rejectedAt, "wrong-facts", 3)], approved.RejectedBefore);
        Assert.Equal(3, (await world.OnceAsync()).Books.Erased);
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task A_plan_that_was_kept_says_it_too_and_waits_by_it_although_it_is_within_the_limits()
    {
        var daemons = await world.WaitingAsync();
        var one = world.Keep(new PlanScope(RunWorld.Lonely, null, new ParticipantId("P0")));
        world.Reject(daemons, "os-3");
        var later = world.Keep(new PlanScope(RunWorld.Lonely, null, new ParticipantId("P2")));
        foreach (var digest in new[] { one, later })
        {
            Assert.Equal(PlanStanding.Saved, world.Plan(digest).Standing);
            Assert.Equal([PlanApproval.RejectedBefore(1)], world.Plan(digest).Exceeded);
            Assert.Equal(RunEnd.Waits, (await world.CarryOutAsync(digest)).End);
            Assert.Equal([PlanApproval.RejectedBefore(1)], world.Plan(digest).Exceeded);
        }
    }

    [Fact]
    public async Task A_no_that_comes_while_a_look_puts_the_reasons_anew_is_not_lost()
    {
        var (asked, daemons) = await world.BothWaitAsync();
        world.Progress = new Meanwhile(RunBoundary.Planned, () => Assert.IsType<Judged.Done>(world.Reject(asked, "os-3")));
        Assert.Equal(daemons, await world.WaitingAsync());
        Assert.Contains(PlanApproval.RejectedBefore(3), world.Plan(daemons).Exceeded);
        Assert.Single(Assert.IsType<Judged.Done>(world.Approve(daemons, "os-2")).RejectedBefore);
    }

    [Fact]
    public async Task A_no_is_counted_by_what_is_there_of_it()
    {
        var (asked, daemons) = await world.BothWaitAsync();
        world.Reject(daemons, "os-3");
        world.Store.Remove(RecordName.FromText("lonely/recording/P1/0.wav"));
        await world.DiscoverAsync();
        Assert.Contains(PlanApproval.RejectedBefore(2), world.Plan(asked).Exceeded);
        Assert.Equal(2, Assert.Single(Assert.IsType<Judged.Done>(world.Approve(asked, "os-2")).RejectedBefore).Records);
    }

    [Fact]
    public async Task A_no_to_what_is_due_reaches_early_erasure_and_not_the_other_way_round()
    {
        await world.OnceAsync();
        world.Clock.Now = Instant.FromUtc(2027, 6, 20, 20, 0);
        world.Adopt(RunWorld.ScheduleOf(Limits.PerRun(new Bounds(Records: 0)), CalendarPeriod.Zero, "00"));
        var (first, second) = (world.Keep(Contacts, early: EarlyReason.NoLongerNecessary), world.Keep(Scope, early: EarlyReason.Agreement));
        world.Clock.Now += Duration.FromHours(6);
        var daemons = await world.WaitingAsync();
        world.Reject(first, "os-3");
        Assert.DoesNotContain(world.Plan(daemons).Exceeded.Concat(world.Plan(second).Exceeded), e => e.Limit == PlanApproval.Rejected);
        world.Reject(daemons, "os-3");
        Assert.Equal([PlanApproval.RejectedBefore(1), new LimitExceeded(PlanApproval.Early, "", 0, 1)], world.Plan(second).Exceeded);
    }

    [Fact]
    public async Task Early_erasure_that_is_asked_for_again_tells_of_the_no_that_it_got()
    {
        await world.OnceAsync();
        var digest = world.Keep(Contacts, early: EarlyReason.NoLongerNecessary);
        var (rejectedAt, told) = (world.Clock.Now, new SaidNo(digest, "os-3", world.Clock.Now, "wrong-facts", 1));
        world.Reject(digest, "os-3");
        foreach (var hours in new[] { 1, 25 })
        {
            world.Clock.Now = rejectedAt + Duration.FromHours(hours);
            Assert.Equal(digest, world.Keep(Contacts, early: EarlyReason.NoLongerNecessary));
            Assert.Contains(PlanApproval.RejectedBefore(1), world.Plan(digest).Exceeded);
        }
        Assert.Equal([told], Assert.IsType<Judged.Done>(world.Approve(digest, "os-2")).RejectedBefore);
        Assert.Equal(1, (await world.OnceAsync()).Books.Erased);
    }

    [Fact]
    public async Task Where_nobody_said_no_nothing_is_told()
    {
        var (asked, _) = await world.BothWaitAsync();
        Assert.Empty(Assert.IsType<Judged.Done>(world.Approve(asked, "os-2")).RejectedBefore);
    }
}
