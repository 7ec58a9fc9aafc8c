using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
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

    private void Limit(Bounds run, Bounds day) =>
        world.Adopt(RunWorld.ScheduleOf(new Limits(run, day, Bounds.None), CalendarPeriod.Zero, "11m17"));

    private async Task<string> WaitingAsync()
    {
        var report = await world.OnceAsync();
        Assert.Equal(RunEnd.Waits, report.End);
        return report.Plan.Digest;
    }

    private void Put(int records)
    {
        for (var i = 0; i < records; i++)
            world.Store.Put($"lonely/recording/P{i}/{world.Store.Removed.Count}.wav", "speech");
    }

    private sealed class Meanwhile(RunBoundary boundary, Action then) : IRunProgress
    {
        void IRunProgress.At(RunBoundary met, StoreName? store)
        {
            if (met == boundary)
                then();
        }

        void IRunProgress.Count(RunBoundary met, long done, long? total)
        {
        }
    }
}
