using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Approve;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Run;

/// <summary>A record's number is used again after the record was forgotten: what was said of a plan with the number says nothing of its new bearer.</summary>
public sealed class ReusedNumberTests : IDisposable
{
    private readonly RunWorld world = new() { Parallelism = 1 };

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_yes_to_a_plan_is_no_yes_to_a_record_that_took_a_number_of_it_over()
    {
        world.Adopt(RunWorld.ScheduleOf(Limits.PerRun(new Bounds(Records: 1)), CalendarPeriod.Zero, "11m17"));
        foreach (var name in new[] { "contact-details/P1/c.json", "recording/P0/0.wav", "recording/P1/0.wav", "recording/P2/0.wav" })
            world.Store.Put("lonely/" + name, "speech");
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = Instant.FromUtc(2026, 7, 1, 9, 0);
        var first = await world.WaitingAsync();

        // The youngest goes by hand, and is forgotten two days later.
        world.Store.Remove(RecordName.FromText("lonely/recording/P2/0.wav"));
        await world.WaitingAsync();
        world.Clock.Now += Duration.FromDays(2);
        await world.PurgeAsync(new PlanScope(RunWorld.Lonely, null, new ParticipantId("P9")));

        // Its number goes to another record, to whose erasure a person says no.
        world.Store.Put("lonely/recording/P7/new.wav", "speech");
        var withNew = await world.WaitingAsync();
        Assert.IsType<Judged.Done>(world.Reject(withNew));
        Assert.IsType<Judged.Done>(world.Approve(first, "os-3"));
        await world.OnceAsync();
        Assert.Contains(RecordName.FromText("lonely/recording/P7/new.wav"), world.Store.Names);
    }

    [Fact]
    public async Task A_no_to_a_plan_marks_no_record_that_comes_later()
    {
        world.Adopt(RunWorld.ScheduleOf(Limits.PerRun(new Bounds(Records: 1)), CalendarPeriod.Zero, "11m17"));
        foreach (var name in new[] { "contact-details/P1/c.json", "recording/P1/0.wav", "recording/P2/0.wav" })
            world.Store.Put("lonely/" + name, "speech");
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = Instant.FromUtc(2026, 7, 1, 9, 0);
        var first = await world.OnceAsync();
        Assert.Equal(RunEnd.Waits, first.End);

        // Both go by hand, one after the other; the youngest numbers are free two days later, and then the plan is rejected.
        foreach (var name in new[] { "recording/P1/0.wav", "recording/P2/0.wav" })
        {
            world.Store.Remove(RecordName.FromText("lonely/" + name));
            await world.OnceAsync();
        }
        world.Clock.Now += Duration.FromDays(2);
        await world.OnceAsync();
        Assert.IsType<Judged.Done>(world.Reject(first.Plan.Digest));

        world.Store.Put("lonely/recording/P7/new.wav", "speech");
        var report = await world.OnceAsync();
        Assert.Equal((RunEnd.Done, 1L), (report.End, report.Books.Erased));
    }
}
