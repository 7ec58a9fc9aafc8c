using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Run;

/// <summary>Exact names leave the catalogue when the last residue has passed, also while another plan waits for people.</summary>
public sealed class ForgottenWhileWaitingTests : IDisposable
{
    private readonly RunWorld world = new() { Parallelism = 1 };

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_name_is_forgotten_on_its_day_though_another_plan_waits()
    {
        world.Adopt(RunWorld.ScheduleOf(Limits.PerRun(new Bounds(Records: 1)), CalendarPeriod.Zero, "11m17"));
        world.Store.Put("lonely/recording/P0/0.wav", "speech");
        world.Store.Put("lonely/contact-details/P1/c.json", "{}");
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = Instant.FromUtc(2026, 7, 1, 9, 0);
        Assert.Equal(1, (await world.OnceAsync()).Books.Erased);
        foreach (var participant in new[] { "P3", "P4" })
            world.Store.Put($"lonely/recording/{participant}/0.wav", "speech");
        for (var day = 0; day < 5; day++)
        {
            world.Clock.Now += Duration.FromDays(1);
            Assert.Equal(RunEnd.Waits, (await world.OnceAsync()).End);
        }
        using var session = world.Catalogue.Read();
        Assert.Null(session.Records.Find(new RecordAddress(RunWorld.Interviews, RecordName.FromText("lonely/recording/P0/0.wav"))));
    }
}
