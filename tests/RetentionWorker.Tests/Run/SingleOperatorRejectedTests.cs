using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Approve;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Run;

/// <summary>The approval of the only person there is counts a day later, also over an earlier no.</summary>
public sealed class SingleOperatorRejectedTests : IDisposable
{
    private readonly RunWorld world = new() { Parallelism = 1 };

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_no_stands_until_the_only_persons_yes_counts()
    {
        world.Adopt(RunWorld.ScheduleOf(Limits.PerRun(new Bounds(Records: 2)), CalendarPeriod.Zero, "11m17"));
        for (var i = 0; i < 3; i++)
            world.Store.Put($"lonely/recording/P{i}/0.wav", "speech");
        world.Store.Put("lonely/contact-details/P1/c.json", "{}");
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = Instant.FromUtc(2026, 7, 1, 9, 0);
        var whole = await world.WaitingAsync();
        Assert.IsType<Judged.Done>(world.Reject(whole, "os-1"));
        world.Store.Remove(RecordName.FromText("lonely/recording/P0/0.wav"));
        var left = await world.WaitingAsync();
        // os-1 asks for what is left, and approves it alone.
        using (var work = world.Catalogue.Begin())
        {
            work.Plans.Ask(left, "os-1");
            work.Commit();
        }
        var approval = Assert.IsType<Judged.Done>(world.Approve(left, "os-1", single: true)).Approval;
        Assert.Equal(world.Clock.Now + Duration.FromHours(24), approval!.From);

        world.Clock.Now += Duration.FromMinutes(15);
        await world.OnceAsync();
        Assert.Empty(world.Store.Removed);
    }

    [Fact]
    public async Task Where_another_person_said_no_there_is_more_than_one()
    {
        world.Adopt(RunWorld.ScheduleOf(Limits.PerRun(new Bounds(Records: 0)), CalendarPeriod.Zero, "11m17"));
        world.Store.Put("lonely/recording/P0/0.wav", "speech");
        world.Store.Put("lonely/contact-details/P1/c.json", "{}");
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = Instant.FromUtc(2026, 7, 1, 9, 0);
        Assert.IsType<Judged.Done>(world.Reject(await world.WaitingAsync(), "os-2"));
        var asked = world.Keep(new PlanScope(RunWorld.Lonely, null, null), "os-1");
        Assert.Equal(RunEnd.Waits, (await world.CarryOutAsync(asked)).End);
        Assert.Contains("another person rejected", Assert.IsType<Judged.NotPermitted>(world.Approve(asked, "os-1", single: true)).Why, StringComparison.Ordinal);
        Assert.IsType<Judged.Done>(world.Approve(asked, "os-3"));
    }
}
