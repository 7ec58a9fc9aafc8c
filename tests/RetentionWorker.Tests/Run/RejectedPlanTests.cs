using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Approve;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Run;

/// <summary>A person's no stands: in the middle of a run, and when a rolling limit has room for the plan again.</summary>
public sealed class RejectedPlanTests : IDisposable
{
    private readonly RunWorld world = new() { Parallelism = 1 };

    public RejectedPlanTests()
    {
        Put(3);
        // Not due for a year: no plan takes everything.
        world.Store.Put("lonely/contact-details/P1/c.json", "{}");
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = Instant.FromUtc(2026, 6, 30, 23, 0);
    }

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task An_approval_that_is_taken_back_while_its_plan_is_carried_out_ends_it_before_the_next_call()
    {
        Limit(new Bounds(Records: 0), Bounds.None);
        var digest = await WaitingAsync();
        Assert.IsType<Judged.Done>(world.Approve(digest));
        world.Store.AfterRemoval = _ => world.Reject(digest, "os-3");
        var report = await world.OnceAsync();
        Assert.Single(world.Store.Removed);
        Assert.Equal(1, report.Books.Erased);
        Assert.Equal(PlanStanding.Rejected, world.Plan(digest).Standing);
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task An_approval_that_is_taken_back_just_before_fails_no_run()
    {
        Limit(new Bounds(Records: 0), Bounds.None);
        var digest = await WaitingAsync();
        Assert.IsType<Judged.Done>(world.Approve(digest));
        world.Progress = new Meanwhile(RunBoundary.Decided, () => world.Reject(digest, "os-3"));
        Assert.Equal(RunEnd.Waits, (await world.OnceAsync()).End);
        Assert.Empty(world.Store.Removed);
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task A_rejected_plan_does_not_go_when_a_rolling_limit_has_room_for_it_again()
    {
        Limit(Bounds.None, new Bounds(Records: 3));
        Assert.Equal(3, (await world.OnceAsync()).Books.Erased);
        Put(2);
        var digest = await WaitingAsync();
        Assert.IsType<Judged.Done>(world.Reject(digest));
        world.Clock.Now += Duration.FromHours(25);
        var report = await world.OnceAsync();
        Assert.Equal((digest, RunEnd.Waits), (report.Plan.Digest, report.End));
        Assert.Equal(3, world.Store.Removed.Count);
        Assert.Equal(PlanStanding.Rejected, world.Plan(digest).Standing);
    }

    [Fact]
    public async Task What_is_left_of_a_rejected_plan_is_within_the_limits_and_waits_all_the_same()
    {
        Limit(new Bounds(Records: 2), Bounds.None);
        var digest = await WaitingAsync();
        world.Reject(digest);
        world.Store.Remove(RecordName.FromText("lonely/recording/P0/0.wav"));
        var left = await world.OnceAsync();
        Assert.NotEqual(digest, left.Plan.Digest);
        Assert.Equal((RunEnd.Waits, 2L), (left.End, left.Plan.Records));
        Assert.Equal([PlanApproval.RejectedBefore(2)], left.Exceeded);

        Assert.IsType<Judged.Done>(world.Approve(left.Plan.Digest));
        Assert.Equal(2, (await world.OnceAsync()).Books.Erased);
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task What_comes_to_a_rejected_plan_waits_with_it_and_what_is_due_without_it_goes()
    {
        Limit(new Bounds(Records: 2), Bounds.None);
        world.Reject(await WaitingAsync());
        world.Clock.Now += Duration.FromDays(1);
        Limit(new Bounds(Records: 100), Bounds.None, "another-schedule");
        Put(5);
        Assert.Equal(PlanApproval.RejectedBefore(3), Assert.Single((await WaitingReportAsync()).Exceeded, e => e.Limit == PlanApproval.Rejected));
        foreach (var participant in new[] { "P0", "P1", "P2" })
            world.Hold(new ParticipantId(participant));
        Assert.Equal(2, (await world.OnceAsync()).Books.Erased);
    }

    [Fact]
    public async Task A_rejected_record_on_hold_of_its_own_holds_nothing_else_back()
    {
        Limit(new Bounds(Records: 2), Bounds.None);
        world.Store.Remove(RecordName.FromText("lonely/recording/P2/0.wav"));
        world.Store.Put("lonely/recording/P1/more.wav", "x");
        world.Reject(await WaitingAsync());
        foreach (var name in new[] { "P0/0", "P1/0", "P1/more" })
            world.Hold(record: new RecordAddress(RunWorld.Interviews, RecordName.FromText($"lonely/recording/{name}.wav")));
        world.Store.Put("lonely/recording/P1/new.wav", "x");
        Assert.Equal((RunEnd.Done, 1L), ((await world.OnceAsync()) is var report ? report.End : default, report.Books.Erased));
        Assert.EndsWith("new.wav", Assert.Single(world.Store.Removed).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_no_takes_back_an_older_yes_to_the_same_records()
    {
        Limit(new Bounds(Records: 2), Bounds.None);
        var whole = await WaitingAsync();
        world.Store.Put("lonely/recording/P7/new.wav", "x");
        var larger = await WaitingAsync();
        Assert.NotEqual(whole, larger);
        world.Approve(larger);
        world.Reject(whole, "os-3");
        Assert.Equal(PlanStanding.Waits, world.Plan(larger).Standing);
        Assert.Equal([PlanApproval.RejectedBefore(3), new LimitExceeded("records", "", 2, 4)], world.Plan(larger).Exceeded);
        Assert.Equal(RunEnd.Waits, (await world.OnceAsync()).End);
        Assert.Empty(world.Store.Removed);

        world.Approve(larger);
        Assert.Equal(4, (await world.OnceAsync()).Books.Erased);
        Assert.Equal(["plan-waits", "plan-waits", "plan-approved", "plan-rejected", "plan-waits", "plan-approved"], world.Kinds().Where(k => k.StartsWith("plan-", StringComparison.Ordinal)));
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task A_no_to_what_is_left_stands_where_it_comes_just_before_the_larger_plan_is_through()
    {
        Limit(new Bounds(Records: 2), Bounds.None);
        var whole = await WaitingAsync();
        world.Store.Put("lonely/recording/P7/new.wav", "x");
        var larger = await WaitingAsync();
        world.Approve(larger);
        var hold = world.Hold(new ParticipantId("P0"));
        world.Progress = new Meanwhile(RunBoundary.BeforeSummary, () => world.Reject(whole, "os-3"));
        Assert.Equal(3, (await world.OnceAsync()).Books.Erased);
        Assert.Equal((PlanStanding.Waits, PlanStanding.Rejected), (world.Plan(larger).Standing, world.Plan(whole).Standing));
        world.Release(hold);
        // One record is within the limit; nothing but the no keeps it.
        Assert.Equal(RunEnd.Waits, (await world.OnceAsync()).End);
        Assert.Equal(3, world.Store.Removed.Count);
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task Who_says_no_in_mid_run_is_told_what_is_gone_and_what_is_being_erased()
    {
        Limit(new Bounds(Records: 0), Bounds.None);
        var digest = await WaitingAsync();
        world.Approve(digest);
        Judged? judged = null;
        world.Store.AfterRemoval = _ => judged ??= world.Reject(digest, "os-3");
        await world.OnceAsync();
        var done = Assert.IsType<Judged.Done>(judged);
        // Of one batch none has an outcome yet.
        Assert.Equal((3, 0, 3), (done.Records, done.Gone, done.InFlight));
        Assert.Single(world.Store.Removed);
        Put(1);
        var next = await WaitingAsync();
        world.Store.Remove(RecordName.FromText("lonely/recording/P1/0.wav"));
        using (var run = world.NewRun())
            await run.DiscoverAsync(world.Schedule, null, default);
        done = Assert.IsType<Judged.Done>(world.Reject(next));
        Assert.Equal((3, 1, 0), (done.Records, done.Gone, done.InFlight));
    }

    [Fact]
    public async Task A_no_to_the_same_records_is_heard_while_the_schedules_own_run_erases_them()
    {
        Limit(Bounds.None, new Bounds(Records: 300));
        Assert.Equal(3, (await world.OnceAsync()).Books.Erased);
        // More than one batch: the next would begin under the facts of now.
        Put(300);
        var digest = await WaitingAsync();
        // The day is over, and the schedule carries the same plan out by itself.
        world.Clock.Now += Duration.FromHours(25);
        world.Store.AfterRemoval = _ => world.Reject(digest, "os-3");
        var report = await world.OnceAsync();
        Assert.Equal(4, world.Store.Removed.Count);
        Assert.Equal(PlanStanding.Rejected, world.Plan(digest).Standing);
        world.AssertLogIsSound();
        world.Store.AfterRemoval = null;
        Assert.Equal(RunEnd.Waits, (await world.OnceAsync()).End);
        Assert.Equal(4, world.Store.Removed.Count);
    }

    [Fact]
    public async Task To_reject_early_erasure_does_not_keep_the_records_beyond_their_day()
    {
        await world.OnceAsync();
        Assert.Equal(3, world.Store.Removed.Count);
        var early = world.Keep(PlanScope.Everything, early: EarlyReason.NoLongerNecessary);
        Assert.Equal(1, world.Plan(early).Plan.Records);
        world.Reject(early);
        world.Clock.Now = Instant.FromUtc(2027, 6, 30, 9, 0);
        Assert.Equal(1, (await world.OnceAsync()).Books.Erased);
    }

    [Fact]
    public async Task A_plan_that_expired_cannot_be_rejected_for_nothing_stands_behind_it()
    {
        Limit(new Bounds(Records: 2), Bounds.None);
        var digest = await WaitingAsync();
        world.Clock.Now += Duration.FromDays(7);
        Assert.Contains("has expired", Assert.IsType<Judged.Refused>(world.Reject(digest)).Why, StringComparison.Ordinal);
    }

    private async Task<RunReport> WaitingReportAsync()
    {
        var report = await world.OnceAsync();
        Assert.Equal(RunEnd.Waits, report.End);
        return report;
    }

    private void Limit(Bounds run, Bounds day, string sha = "11m17") =>
        world.Adopt(RunWorld.ScheduleOf(new Limits(run, day, Bounds.None), CalendarPeriod.Zero, sha));

    private async Task<string> WaitingAsync() => (await WaitingReportAsync()).Plan.Digest;

    private void Put(int records)
    {
        for (var i = 0; i < records; i++)
            world.Store.Put($"lonely/recording/P{i}/{world.Store.Removed.Count}.wav", "speech");
    }
}
