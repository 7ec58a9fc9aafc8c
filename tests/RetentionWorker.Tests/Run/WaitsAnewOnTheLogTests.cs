using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Schedule;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Run;

/// <summary>A plan that expired and is made again begins anew, and the log says so, as it does where a person asks for it.</summary>
public sealed class WaitsAnewOnTheLogTests : IDisposable
{
    private readonly RunWorld world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_plan_that_expired_and_waits_anew_is_on_the_log_twice()
    {
        world.Adopt(RunWorld.ScheduleOf(Limits.PerRun(new Bounds(Records: 0)), CalendarPeriod.Zero, "11m17"));
        world.Store.Put("lonely/recording/P0/0.wav", "speech");
        world.Store.Put("lonely/contact-details/P1/c.json", "{}");
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = Instant.FromUtc(2026, 7, 1, 9, 0);
        var report = await world.OnceAsync();
        Assert.Equal(RunEnd.Waits, report.End);
        world.Clock.Now += Duration.FromDays(8);
        Assert.True(world.Plan(report.Plan.Digest).IsExpired(world.Clock.Now));
        await world.OnceAsync();
        Assert.False(world.Plan(report.Plan.Digest).IsExpired(world.Clock.Now));
        Assert.Equal(2, world.Kinds().Count(k => k == "plan-waits"));
    }
}
