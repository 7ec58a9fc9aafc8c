using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Approve;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Run;

/// <summary>A plan that a person asked for cannot be carried out for ever: not when its approval is over either.</summary>
public sealed class LapsedApprovalTests : IDisposable
{
    private readonly RunWorld world = new() { Parallelism = 1 };

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_plan_whose_approval_is_over_has_expired()
    {
        world.Adopt(RunWorld.ScheduleOf(new Limits(Bounds.None, new Bounds(Records: 1), Bounds.None), CalendarPeriod.Zero, "11m17"));
        world.Store.Put("lonely/contact-details/P1/c.json", "{}");
        world.Store.Put("lonely/recording/P0/0.wav", "speech");
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = Instant.FromUtc(2026, 7, 1, 9, 0);
        Assert.Equal(1, (await world.OnceAsync()).Books.Erased);
        world.Store.Put("lonely/recording/P1/0.wav", "speech");
        using (var run = world.NewRun())
            await run.DiscoverAsync(world.Schedule, null, default);
        var digest = world.Keep(new PlanScope(RunWorld.Lonely, null, null));
        Assert.Equal(RunEnd.Waits, (await world.CarryOutAsync(digest)).End);
        Assert.IsType<Judged.Done>(world.Approve(digest));

        world.Clock.Now += Duration.FromDays(30);
        await Assert.ThrowsAsync<RunRefusal>(() => world.CarryOutAsync(digest));
        Assert.Single(world.Store.Removed);
    }
}
