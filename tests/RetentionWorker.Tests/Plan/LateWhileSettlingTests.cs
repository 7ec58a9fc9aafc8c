using NodaTime;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Cli;
using RetentionWorker.Plan;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Plan;

/// <summary>A project's end recorded so late that it settles beyond the deadline: it may not act yet, and it is late all the same.</summary>
public sealed class LateWhileSettlingTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync()
    {
        desk.Write("retention-schedule.yaml", Desk.Schedule.Replace("settle: P0D", "settle: P10D", StringComparison.Ordinal));
        await desk.WithStudyAsync();
        // Ended on the 10th, gone by the end of the 24th, recorded on the 23rd and settled on the 3rd of December.
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-10", "--event", "cancelled");
    }

    [Fact]
    public async Task Nothing_is_late_before_its_deadline()
    {
        var status = (await desk.DoAsync("status", "--output", "json")).Json;
        Assert.Equal((0L, 0L), (status.GetProperty("overdue").GetInt64(), status.GetProperty("late").GetInt64()));
        Assert.False(IsAnythingLate());
    }

    [Fact]
    public async Task It_is_late_from_the_very_instant_of_its_deadline()
    {
        await desk.DoAsync("plan");
        desk.Clock.Now = Instant.FromUtc(2026, 11, 25, 0, 0) - Duration.Epsilon;
        Assert.False(IsAnythingLate());
        desk.Clock.Now += Duration.Epsilon;
        Assert.True(IsAnythingLate());
    }

    [Fact]
    public async Task It_is_counted_shown_and_not_erased()
    {
        desk.Clock.Now = Instant.FromUtc(2026, 11, 25, 9, 0);
        var status = (await desk.DoAsync("status", "--output", "json")).Json;
        Assert.Equal((2L, 2L, 2L), (status.GetProperty("overdue").GetInt64(), status.GetProperty("late").GetInt64(), status.GetProperty("kept").GetInt64()));
        Assert.Equal(ExitCode.NeedsPerson, (await desk.SayAsync("status", "--detailed-exitcode")).Code);
        Assert.Contains("2 records are LATE and may not be erased yet", (await desk.DoAsync("status")).Output, StringComparison.Ordinal);
        Assert.Contains("2 records are LATE and may not be erased yet", (await desk.DoAsync("plan")).Output, StringComparison.Ordinal);
        var plan = (await desk.DoAsync("plan", "--output", "json")).Json;
        Assert.Equal((0L, 2L), (plan.GetProperty("records").GetInt64(), plan.GetProperty("late").GetInt64()));
        Assert.True(plan.GetProperty("upcoming")[0].GetProperty("overdue").GetBoolean());
        Assert.Contains("kept (settling), and LATE: it should have been gone by the end of 2026-11-24, and is erased from 2026-12-03T09:00:00Z",
            (await desk.DoAsync("explain", "interviews:study-1/recording/P01/a.wav")).Output, StringComparison.Ordinal);
        Assert.True(IsAnythingLate());

        var run = await desk.DoAsync("run", "--once", "--output", "json");
        Assert.Equal((0L, 2L), (run.Json.GetProperty("erased").GetInt64(), run.Json.GetProperty("late").GetInt64()));
        Assert.Contains("warning: 2 records are LATE", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_held_is_not_late()
    {
        await desk.DoAsync("hold", "place", "--project", "study-1", "--mandate", "litigation", "--reference", "L/1", "--review-by", "2027-01-01");
        desk.Clock.Now = Instant.FromUtc(2026, 11, 25, 9, 0);
        Assert.Equal(0, (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("late").GetInt64());
        Assert.False(IsAnythingLate());
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool IsAnythingLate()
    {
        using var catalogue = SqliteCatalogue.Open(Path.Combine(desk.Home, "retention-data"));
        using var session = catalogue.Read();
        return new Census(session).IsAnythingLate(desk.Clock.Now);
    }
}
