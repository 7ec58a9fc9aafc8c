using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Approve;
using RetentionWorker.Plan;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Run;

/// <summary>Plans that are kept, wait, are approved and carried out: exactly what was looked at, and nothing that was swept in.</summary>
public sealed class KeptPlanTests : IDisposable
{
    private static readonly LocalDate End = new(2026, 6, 30);
    private static readonly Instant FirstOfJuly = Instant.FromUtc(2026, 6, 30, 23, 0);
    private readonly RunWorld world = new();

    public KeptPlanTests()
    {
        for (var i = 1; i <= 3; i++)
        {
            world.Store.Put($"lonely/recording/P{i}/a.wav", "speech");
            world.Store.Put($"lonely/contact-details/P{i}/c.json", "{}");
        }
        world.AddProject(End);
        world.Clock.Now = FirstOfJuly;
    }

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Nothing_is_swept_in_that_was_not_in_the_plan()
    {
        await DiscoverAsync();
        var digest = world.Keep(PlanScope.Everything);
        world.Store.Put("lonely/recording/P9/late.wav", "late");
        await DiscoverAsync();
        var report = await world.CarryOutAsync(digest);
        Assert.Equal((3L, 3L), (report.Books.Due, report.Books.Erased));
        Assert.NotNull(world.Store.Content(RecordName.FromText("lonely/recording/P9/late.wav")));
        Assert.Equal("plan-done", (await Assert.ThrowsAsync<RunRefusal>(() => world.CarryOutAsync(digest))).Code);
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task A_record_that_changed_since_is_skipped_and_said()
    {
        await DiscoverAsync();
        var digest = world.Keep(PlanScope.Everything);
        world.Store.Put("lonely/recording/P2/a.wav", "another version");
        await DiscoverAsync();
        var report = await world.CarryOutAsync(digest);
        Assert.Equal((2L, 1L), (report.Books.Erased, report.Of("changed")));
        Assert.Equal("another version", world.Store.Content(RecordName.FromText("lonely/recording/P2/a.wav")));
        // Nothing is intended that is known to be another version by now.
        Assert.Equal(2, world.Kinds().Count(k => k == "erasure-intended"));
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task A_hold_placed_since_wins()
    {
        await DiscoverAsync();
        var digest = world.Keep(PlanScope.Everything);
        world.Hold(new ParticipantId("P1"));
        var report = await world.CarryOutAsync(digest);
        Assert.Equal((2L, 1L), (report.Books.Erased, report.Of("held")));
        Assert.Contains("lonely/recording/P1/a.wav", Names());
    }

    [Fact]
    public async Task A_plan_that_was_asked_for_expires_after_a_day()
    {
        await DiscoverAsync();
        var digest = world.Keep(PlanScope.Everything);
        world.Clock.Now += Duration.FromHours(24);
        Assert.Equal("plan-expired", (await Assert.ThrowsAsync<RunRefusal>(() => world.CarryOutAsync(digest))).Code);
        Assert.Empty(world.Store.Removed);
    }

    [Fact]
    public async Task A_plan_made_under_another_schedule_is_stale()
    {
        await DiscoverAsync();
        var digest = world.Keep(PlanScope.Everything);
        world.Adopt(RunWorld.ScheduleOf(Limits.None, CalendarPeriod.Zero, "another"));
        Assert.Equal("stale-plan", (await Assert.ThrowsAsync<RunRefusal>(() => world.CarryOutAsync(digest))).Code);
        Assert.Empty(world.Store.Removed);
    }

    [Fact]
    public async Task A_waiting_plan_that_is_approved_is_carried_out_at_the_next_look_and_no_more_than_it()
    {
        Limit(new Bounds(Records: 2));
        var digest = await WaitingAsync();
        Assert.IsType<Judged.Done>(world.Approve(digest));
        world.Store.Put("lonely/recording/P9/late.wav", "late");
        var report = await world.OnceAsync();
        Assert.Equal(4, report.Books.Erased);
        Assert.Equal(PlanStanding.Done, world.Plan(digest).Standing);
        Assert.DoesNotContain(Names(), n => n.Contains("recording", StringComparison.Ordinal));
        // The late record was not in the approved plan: it went by itself, within the limit, as the schedule's own.
        Assert.Equal(2, world.Kinds().Count(k => k == "run-summary") - 1);
        Assert.Single(world.Kinds(), "plan-approved");
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task What_a_person_approved_does_not_count_against_the_rolling_limits()
    {
        Limit(Bounds.None, new Bounds(Records: 2));
        var digest = await WaitingAsync();
        world.Approve(digest);
        await world.OnceAsync();
        world.Store.Put("lonely/recording/P9/late.wav", "late");
        Assert.Equal((RunEnd.Done, 1L), await OnceAsync());
    }

    [Fact]
    public async Task A_rolling_limit_outlives_runs_and_restarts_and_ends_with_its_window()
    {
        Limit(Bounds.None, new Bounds(Records: 4));
        Assert.Equal((RunEnd.Done, 3L), await OnceAsync());
        Put(2);
        Assert.Equal((RunEnd.Waits, 0L), await OnceAsync());
        world.Clock.Now += Duration.FromHours(24) - Duration.FromTicks(1);
        Assert.Equal((RunEnd.Waits, 0L), await OnceAsync());
        world.Clock.Now += Duration.FromTicks(1);
        Assert.Equal((RunEnd.Done, 2L), await OnceAsync());
    }

    [Fact]
    public async Task The_weekly_limit_counts_participants_of_earlier_days_once()
    {
        Limit(Bounds.None, Bounds.None, new Bounds(Participants: 3));
        Assert.Equal((RunEnd.Done, 3L), await OnceAsync());
        world.Clock.Now += Duration.FromDays(3);
        world.Store.Put("lonely/recording/P2/again.wav", "x");
        Assert.Equal((RunEnd.Done, 1L), await OnceAsync());
        world.Store.Put("lonely/recording/P4/new.wav", "x");
        Assert.Equal((RunEnd.Waits, 0L), await OnceAsync());
        world.Clock.Now += Duration.FromDays(4);
        Assert.Equal((RunEnd.Done, 1L), await OnceAsync());
    }

    [Fact]
    public async Task What_an_ended_process_erased_counts_too()
    {
        Limit(Bounds.None, new Bounds(Records: 3));
        world.Parallelism = 1;
        var removed = 0;
        world.Store.AfterRemoval = _ => removed = removed < 2 ? removed + 1 : throw new InvalidOperationException("killed");
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.OnceAsync());
        world.Store.AfterRemoval = null;
        await world.OnceAsync();
        world.Store.Put("lonely/recording/P9/late.wav", "late");
        Assert.Equal((RunEnd.Waits, 0L), await OnceAsync());
    }

    [Fact]
    public async Task Who_asked_cannot_approve_and_the_single_operator_waits_a_day()
    {
        await DiscoverAsync();
        Limit(new Bounds(Records: 2));
        var digest = world.Keep(PlanScope.Everything, "os-9");
        Assert.Equal(RunEnd.Waits, (await world.CarryOutAsync(digest)).End);
        Assert.IsType<Judged.NotPermitted>(world.Approve(digest, "os-9"));
        Assert.IsType<Judged.Done>(world.Approve(digest, "os-9", single: true));
        Assert.Equal(RunEnd.Waits, (await world.CarryOutAsync(digest)).End);
        Assert.Equal(PlanStanding.Approved, world.Plan(digest).Standing);
        world.Clock.Now += Duration.FromHours(24);
        Assert.Equal((RunEnd.Done, 3L), await OnceAsync());
    }

    [Fact]
    public async Task A_rejected_plan_stays_rejected_however_often_it_is_made_anew()
    {
        Limit(new Bounds(Records: 2));
        var digest = await WaitingAsync();
        Assert.IsType<Judged.Done>(world.Reject(digest));
        Assert.Equal((RunEnd.Waits, 0L), await OnceAsync());
        Assert.IsType<Judged.Refused>(world.Approve(digest));
        Assert.Equal("plan-rejected", (await Assert.ThrowsAsync<RunRefusal>(() => world.CarryOutAsync(digest))).Code);
        Assert.Equal(PlanStanding.Rejected, world.Plan(digest).Standing);
        Assert.Single(world.Kinds(), "plan-waits");
    }

    [Fact]
    public async Task An_approval_can_be_taken_back_until_it_is_carried_out()
    {
        Limit(new Bounds(Records: 2));
        var digest = await WaitingAsync();
        world.Approve(digest);
        world.Reject(digest);
        Assert.Equal((RunEnd.Waits, 0L), await OnceAsync());
        Assert.Empty(world.Store.Removed);
    }

    [Fact]
    public async Task An_approval_that_expired_carries_nothing()
    {
        Limit(new Bounds(Records: 2));
        var digest = await WaitingAsync();
        world.Approve(digest);
        world.Clock.Now += Approval.Lifetime;
        Assert.Equal((RunEnd.Waits, 0L), await OnceAsync());
        Assert.Empty(world.Store.Removed);
    }

    [Fact]
    public async Task An_approved_plan_is_gone_on_with_after_the_store_was_out_of_reach()
    {
        Limit(new Bounds(Records: 2));
        var digest = await WaitingAsync();
        world.Approve(digest);
        world.Store.Unplugged = true;
        await world.OnceAsync();
        Assert.Equal(PlanStanding.Approved, world.Plan(digest).Standing);
        world.Store.Unplugged = false;
        Assert.Equal((RunEnd.Done, 3L), await OnceAsync());
    }

    [Fact]
    public async Task Of_a_hundred_approvals_at_once_one_takes_effect()
    {
        Limit(new Bounds(Records: 2));
        var digest = await WaitingAsync();
        var judged = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => world.Approve(digest, $"os-{i + 100}"))));
        Assert.Single(judged.OfType<Judged.Done>());
        Assert.Equal(99, judged.OfType<Judged.Refused>().Count());
        Assert.Single(world.Kinds(), "plan-approved");
    }

    [Fact]
    public async Task Early_erasure_takes_what_is_past_its_start_and_only_with_an_approval()
    {
        await DiscoverAsync();
        world.Hold(new ParticipantId("P3"));
        var scope = new PlanScope(RunWorld.Lonely, new CategoryName("contact-details"), null);
        var digest = world.Keep(scope, early: EarlyReason.NoLongerNecessary);
        Assert.Equal(2, world.Plan(digest).Plan.Records);
        Assert.Equal(RunEnd.Waits, (await world.CarryOutAsync(digest)).End);
        Assert.IsType<Judged.NotPermitted>(world.Approve(digest, "os-1"));
        world.Approve(digest);
        var report = await world.CarryOutAsync(digest);
        Assert.Equal(2, report.Books.Erased);
        Assert.Equal(["lonely/contact-details/P3/c.json", "lonely/recording/P1/a.wav", "lonely/recording/P2/a.wav", "lonely/recording/P3/a.wav"], Names());
        Assert.Equal(2, world.Log().Count(e => e.TryGetProperty("early", out var early) && early.GetString() == "no-longer-necessary"));
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task Nothing_goes_early_before_its_starting_point()
    {
        world.AddProject(null);
        await DiscoverAsync();
        Assert.Equal(0, world.Plan(world.Keep(PlanScope.Everything, early: EarlyReason.Agreement)).Plan.Records);
        world.AddProject(new LocalDate(2026, 12, 31));
        Assert.Equal(0, world.Plan(world.Keep(PlanScope.Everything, early: EarlyReason.Agreement)).Plan.Records);
    }

    [Fact]
    public async Task A_project_reopened_after_the_approval_keeps_what_was_to_go_early()
    {
        await DiscoverAsync();
        var digest = world.Keep(PlanScope.Everything, early: EarlyReason.NoLongerNecessary);
        world.Approve(digest);
        world.AddProject(null);
        var report = await world.CarryOutAsync(digest);
        Assert.Equal((0L, 3L), (report.Books.Erased, report.Of("no-longer-due")));
    }

    [Fact]
    public async Task Two_plans_differ_by_their_records()
    {
        await DiscoverAsync();
        var first = world.Keep(PlanScope.Everything);
        world.Store.Put("lonely/recording/P2/a.wav", "another");
        world.Store.Put("lonely/recording/P9/late.wav", "late");
        world.Store.Remove(RecordName.FromText("lonely/recording/P1/a.wav"));
        await DiscoverAsync();
        var second = world.Keep(PlanScope.Everything);
        var diff = new PlanReading(world.Catalogue, world.Clock).Diff(first, second).ToDictionary(d => d.Record.Name.ToString(), d => d.Difference);
        Assert.Equal(
            new() { ["lonely/recording/P1/a.wav"] = "only-first", ["lonely/recording/P2/a.wav"] = "other-version", ["lonely/recording/P9/late.wav"] = "only-second" }, diff);
    }

    [Fact]
    public async Task A_plan_of_everything_soon_after_a_change_of_schedule_waits()
    {
        foreach (var i in new[] { 1, 2, 3 })
            world.Store.Remove(RecordName.FromText($"lonely/contact-details/P{i}/c.json"));
        world.Adopt(RunWorld.ScheduleOf(Limits.None, CalendarPeriod.Zero, "changed"));
        var report = await world.OnceAsync();
        Assert.Equal((RunEnd.Waits, PlanApproval.EverythingAfterChange), (report.End, Assert.Single(report.Exceeded).Limit));
        world.Clock.Now += Duration.FromDays(7);
        Assert.Equal((RunEnd.Done, 3L), await OnceAsync());
    }

    private void Limit(Bounds run, Bounds? day = null, Bounds? week = null) =>
        world.Adopt(RunWorld.ScheduleOf(new Limits(run, day ?? Bounds.None, week ?? Bounds.None), CalendarPeriod.Zero, "11m17"));

    private async Task<string> WaitingAsync()
    {
        var report = await world.OnceAsync();
        Assert.Equal(RunEnd.Waits, report.End);
        Assert.Equal(PlanStanding.Waits, world.Plan(report.Plan.Digest).Standing);
        return report.Plan.Digest;
    }

    private async Task<(RunEnd End, long Erased)> OnceAsync()
    {
        var report = await world.OnceAsync();
        return (report.End, report.Books.Erased);
    }

    private void Put(int more)
    {
        for (var i = 0; i < more; i++)
            world.Store.Put($"lonely/recording/P1/more{i}.wav", "x");
    }

    private async Task DiscoverAsync()
    {
        using var run = world.NewRun();
        await run.DiscoverAsync(world.Schedule, null, default);
    }

    private IReadOnlyList<string> Names() => [.. world.Store.Names.Select(n => n.ToString())];
}
