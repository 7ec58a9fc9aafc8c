using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Calendar;
using Retention.Domain.Outcomes;
using Retention.Domain.Schedule;
using RetentionWorker.Approve;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Run;

/// <summary>An approval is not used up by a run that did not try.</summary>
public sealed class UntriedApprovalTests : IDisposable
{
    private readonly RunWorld world = new() { Parallelism = 1 };

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task An_approved_record_that_waits_to_be_tried_again_is_tried_under_its_approval()
    {
        world.Adopt(RunWorld.ScheduleOf(Limits.PerRun(new Bounds(Records: 0)), CalendarPeriod.Zero, "11m17"));
        world.Store.Put("lonely/recording/P0/0.wav", "speech");
        world.Store.Put("lonely/contact-details/P1/c.json", "{}");
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = Instant.FromUtc(2026, 7, 1, 9, 0);
        world.Store.Answer = order => new ErasureOutcome.Refused(order, "immutable");
        var digest = await world.WaitingAsync();
        Assert.IsType<Judged.Done>(world.Approve(digest));
        await world.OnceAsync();
        Assert.Single(world.Kinds(), k => k == "erasure-intended");

        // People set the store right, and approve what waits again.
        world.Store.Answer = null;
        world.Clock.Now += Duration.FromMinutes(15);
        Assert.Equal(PlanStanding.Waits, world.Plan(digest).Standing);
        Assert.IsType<Judged.Done>(world.Approve(digest));
        await world.OnceAsync();
        world.Clock.Now += Duration.FromDays(1);
        await world.OnceAsync();
        Assert.Single(world.Store.Removed);
    }
}
