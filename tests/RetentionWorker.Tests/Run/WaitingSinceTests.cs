using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Schedule;

namespace RetentionWorker.Tests.Run;

/// <summary>The age of a stop counts from when it began: half of its time is told by it. One that begins anew is on the log again.</summary>
public sealed class WaitingSinceTests : IDisposable
{
    private readonly RunWorld world = new();

    public WaitingSinceTests()
    {
        world.Adopt(RunWorld.ScheduleOf(Limits.PerRun(new Bounds(Records: 0)), CalendarPeriod.Zero, "11m17"));
        world.Store.Put("lonely/recording/P0/0.wav", "speech");
        world.Store.Put("lonely/contact-details/P1/c.json", "{}");
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = Instant.FromUtc(2026, 7, 1, 9, 0);
    }

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_plan_that_goes_on_waiting_waits_since_it_began_to()
    {
        var digest = await world.WaitingAsync();
        var since = world.Plan(digest).KeptAt;
        for (var day = 0; day < 6; day++)
        {
            world.Clock.Now += Duration.FromDays(1);
            Assert.Equal(digest, await world.WaitingAsync());
        }
        Assert.Equal(since, world.Plan(digest).KeptAt);
    }

    [Fact]
    public async Task A_plan_that_expired_and_waits_anew_is_on_the_log_twice()
    {
        var digest = await world.WaitingAsync();
        world.Clock.Now += Duration.FromDays(8);
        Assert.True(world.Plan(digest).IsExpired(world.Clock.Now));
        await world.OnceAsync();
        Assert.False(world.Plan(digest).IsExpired(world.Clock.Now));
        Assert.Equal(2, world.Kinds().Count(k => k == "plan-waits"));
    }
}
