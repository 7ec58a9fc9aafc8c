using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Schedule;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Run;

/// <summary>The age of a stop counts from when it began: half of its time is told by it.</summary>
public sealed class WaitingSinceTests : IDisposable
{
    private readonly RunWorld world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_plan_that_goes_on_waiting_waits_since_it_began_to()
    {
        world.Adopt(RunWorld.ScheduleOf(Limits.PerRun(new Bounds(Records: 0)), CalendarPeriod.Zero, "11m17"));
        world.Store.Put("lonely/recording/P0/0.wav", "speech");
        world.Store.Put("lonely/contact-details/P1/c.json", "{}");
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = Instant.FromUtc(2026, 7, 1, 9, 0);
        var report = await world.OnceAsync();
        Assert.Equal(RunEnd.Waits, report.End);
        var since = world.Plan(report.Plan.Digest).KeptAt;
        for (var day = 0; day < 6; day++)
        {
            world.Clock.Now += Duration.FromDays(1);
            Assert.Equal(report.Plan.Digest, (await world.OnceAsync()).Plan.Digest);
        }
        Assert.Equal(since, world.Plan(report.Plan.Digest).KeptAt);
    }
}
