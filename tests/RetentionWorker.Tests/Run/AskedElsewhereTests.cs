using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Approve;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Run;

/// <summary>Who asked for the erasure of records approves it under no digest: what they may not approve comes back as the daemon's own plan.</summary>
public sealed class AskedElsewhereTests : IDisposable
{
    private static readonly PlanScope Scope = new(RunWorld.Lonely, null, null);
    private readonly RunWorld world = RunWorld.BeyondItsLimit();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Who_asked_for_the_same_records_does_not_approve_the_daemons_plan_and_another_does()
    {
        var (asked, daemons) = await world.BothWaitAsync();
        Assert.Contains($"who asked for plan {asked} cannot", RefusedTo("os-1", asked), StringComparison.Ordinal);
        Assert.Contains(asked, RefusedTo("os-1", daemons), StringComparison.Ordinal);
        Assert.Contains($"plan {daemons} meanwhile", RefusedTo("os-1", daemons), StringComparison.Ordinal);
        Assert.Equal(PlanStanding.Waits, world.Plan(daemons).Standing);
        Assert.Equal(world.Clock.Now, Assert.IsType<Judged.Done>(world.Approve(daemons, "os-2")).Approval!.From);
        Assert.Equal(3, (await world.OnceAsync()).Books.Erased);
    }

    [Fact]
    public async Task The_only_person_of_a_site_approves_it_a_day_later()
    {
        var (_, daemons) = await world.BothWaitAsync();
        Assert.Equal(world.Clock.Now + Duration.FromHours(24), Assert.IsType<Judged.Done>(world.Approve(daemons, "os-1", single: true)).Approval!.From);
        await world.OnceAsync();
        Assert.Empty(world.Store.Removed);
        world.Clock.Now += Duration.FromHours(24);
        Assert.Equal(3, (await world.OnceAsync()).Books.Erased);
    }

    [Fact]
    public async Task A_plan_that_was_kept_to_be_asked_for_counts_and_so_does_one_that_another_approved()
    {
        var daemons = await world.WaitingAsync();
        var saved = world.Keep(Scope);
        Assert.Equal(PlanStanding.Saved, world.Plan(saved).Standing);
        Assert.Contains(saved, RefusedTo("os-1", daemons), StringComparison.Ordinal);
        await world.CarryOutAsync(saved);
        world.Approve(saved, "os-3");
        Assert.Contains(saved, RefusedTo("os-1", daemons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Early_erasure_that_one_asked_for_counts_when_the_day_has_come()
    {
        await world.OnceAsync();
        // Kept through this day.
        world.Clock.Now = Instant.FromUtc(2027, 6, 20, 20, 0);
        world.Adopt(RunWorld.ScheduleOf(Limits.PerRun(new Bounds(Records: 0)), CalendarPeriod.Zero, "00"));
        var early = world.Keep(new PlanScope(RunWorld.Lonely, new CategoryName("contact-details"), null), early: EarlyReason.NoLongerNecessary);
        world.Clock.Now += Duration.FromHours(6);
        Assert.Contains(early, RefusedTo("os-1", await world.WaitingAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_that_is_over_counts_no_more()
    {
        var (asked, daemons) = await world.BothWaitAsync();
        world.Clock.Now += Duration.FromHours(24) - Duration.FromSeconds(1);
        Assert.Contains(asked, RefusedTo("os-1", daemons), StringComparison.Ordinal);
        world.Clock.Now += Duration.FromSeconds(1);
        Assert.IsType<Judged.Done>(world.Approve(daemons, "os-1"));
    }

    [Fact]
    public async Task A_no_to_oneself_makes_nobody_another_person_until_the_plan_would_have_expired()
    {
        var (asked, daemons) = await world.BothWaitAsync();
        var until = world.Plan(asked).ExpiresAt!.Value;
        world.Reject(asked, "os-1");
        Assert.Contains(asked, RefusedTo("os-1", daemons), StringComparison.Ordinal);
        await world.OnceAsync();
        world.Clock.Now = until - Duration.FromSeconds(1);
        Assert.Contains(asked, RefusedTo("os-1", await world.WaitingAsync()), StringComparison.Ordinal);
        world.Clock.Now = until;
        Assert.IsType<Judged.Done>(world.Approve(daemons, "os-1"));
    }

    [Fact]
    public async Task An_approval_that_who_asked_takes_back_counts_for_as_long_as_it_would_have()
    {
        var (asked, daemons) = await world.BothWaitAsync();
        var until = Assert.IsType<Judged.Done>(world.Approve(asked, "os-2")).Approval!.Until;
        world.Reject(asked, "os-1");
        world.Clock.Now = until - Duration.FromSeconds(1);
        Assert.Equal(daemons, await world.WaitingAsync());
        Assert.Contains(asked, RefusedTo("os-1", daemons), StringComparison.Ordinal);
        world.Clock.Now = until;
        Assert.IsType<Judged.Done>(world.Approve(daemons, "os-1"));
    }

    [Fact]
    public async Task Who_rejected_their_own_can_still_be_the_only_person_of_a_site_and_another_approves_at_once()
    {
        var (asked, daemons) = await world.BothWaitAsync();
        world.Reject(asked, "os-1");
        Assert.Equal(world.Clock.Now + Duration.FromHours(24), Assert.IsType<Judged.Done>(world.Approve(daemons, "os-1", single: true)).Approval!.From);
        world.Reject(daemons, "os-1");
        world.Keep(Scope, "os-4");
        await world.CarryOutAsync(asked);
        Assert.IsType<Judged.Done>(world.Approve(asked, "os-2"));
    }

    [Fact]
    public async Task A_plan_that_was_rejected_counts_no_more()
    {
        var (asked, daemons) = await world.BothWaitAsync();
        world.Reject(asked, "os-3");
        Assert.IsType<Judged.Done>(world.Approve(daemons, "os-1"));
    }

    [Fact]
    public async Task A_plan_of_other_records_does_not_count()
    {
        await world.DiscoverAsync();
        var other = world.Keep(new PlanScope(RunWorld.Lonely, null, new ParticipantId("P0")));
        world.Hold(new ParticipantId("P0"));
        var daemons = await world.WaitingAsync();
        Assert.Equal((1, 2), (world.Plan(other).Plan.Records, world.Plan(daemons).Plan.Records));
        Assert.IsType<Judged.Done>(world.Approve(daemons, "os-1"));
    }

    [Fact]
    public async Task What_is_gone_of_both_does_not_count()
    {
        world.Store.Remove(RecordName.FromText("lonely/recording/P2/0.wav"));
        await world.DiscoverAsync();
        var asked = world.Keep(new PlanScope(RunWorld.Lonely, null, new ParticipantId("P0")));
        world.Store.Put("lonely/recording/P2/1.wav", "speech");
        var daemons = await world.WaitingAsync();
        Assert.Contains(asked, RefusedTo("os-1", daemons), StringComparison.Ordinal);
        world.Store.Remove(RecordName.FromText("lonely/recording/P0/0.wav"));
        await world.DiscoverAsync();
        Assert.IsType<Judged.Done>(world.Approve(daemons, "os-1"));
    }

    private string RefusedTo(string actor, string digest) => Assert.IsType<Judged.NotPermitted>(world.Approve(digest, actor)).Why;
}
