using System.Text.Json;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Watch;

/// <summary>A plan that nothing can come of any more is neither approved nor a stop.</summary>
public sealed class StaleWaitingPlanTests : IAsyncLifetime
{
    private static readonly string Schedule = Desk.Schedule.Replace("records: 10000", "records: 0", StringComparison.Ordinal);
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync()
    {
        desk.Write("retention-schedule.yaml", Schedule);
        await desk.WithStudyAsync();
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        await desk.SayAsync("run", "--once");
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_plan_of_another_schedule_than_the_one_in_force_cannot_be_approved()
    {
        var digest = Assert.Single(await WaitingAsync());
        // Moves no day, and is adopted at the next look.
        desk.Write("retention-schedule.yaml", Schedule.Replace("deleted at the end", "gone at the end", StringComparison.Ordinal));
        await desk.SayAsync("run", "--once");
        Assert.NotEqual([digest], await WaitingAsync());
        desk.BecomeAnotherPerson();
        var said = await desk.SayAsync("approve", digest);
        Assert.True(said.Code == ExitCode.Refused, $"{said.Code}: {said.Output}");
    }

    [Fact]
    public async Task A_plan_whose_records_are_all_gone_is_no_stop()
    {
        desk.Record("study-1/recording/P03/a.wav");
        await desk.SayAsync("run", "--once");
        var larger = (await StopsAsync()).Single(s => s.GetProperty("kind").GetString() == "plan-waits" && s.GetProperty("records").GetInt64() == 3).GetProperty("subject").GetString()!;
        desk.BecomeAnotherPerson();
        await desk.DoAsync("approve", larger);
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("study-1/recording/P01/a.wav"));
        Assert.Empty(await WaitingAsync());
    }

    private async Task<List<string>> WaitingAsync() => [.. (await StopsAsync()).Where(s => s.GetProperty("kind").GetString() == "plan-waits").Select(s => s.GetProperty("subject").GetString()!)];

    private async Task<List<JsonElement>> StopsAsync() => [.. (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray()];
}
