using System.Text.Json;
using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Watch;

/// <summary>What a no keeps is on the list of stops until it is gone, whatever becomes of the plan that was rejected.</summary>
public sealed class RejectedTwiceTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync()
    {
        desk.Write("retention-schedule.yaml", Desk.Schedule.Replace("records: 10000", "records: 0", StringComparison.Ordinal));
        await desk.WithStudyAsync();
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Rejected_records_stay_a_stop_when_the_plan_that_was_asked_for_anew_expires()
    {
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("run", "--once")).Code);
        await RejectAsync(await WaitingAsync());
        Assert.Contains("plan-rejected", await KindsAsync());
        // Somebody asks for the project by hand, and is told no as well.
        var asked = (await desk.SayAsync("plan", "--project", "study-1", "--save", "--output", "json")).Json.GetProperty("digest").GetString()!;
        await desk.SayAsync("purge", "--yes", "--plan", asked);
        await RejectAsync(asked);
        Assert.Contains("plan-rejected", await KindsAsync());
        // They ask once more, and nobody answers for a day.
        await desk.SayAsync("plan", "--project", "study-1", "--save");
        Assert.Equal(asked, await WaitingAsync());
        desk.Clock.Now += Duration.FromHours(25);
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("run", "--once")).Code);
        var kinds = await KindsAsync();
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));
        Assert.True(kinds.Contains("plan-rejected") || kinds.Contains("plan-waits"), $"due, kept by a no, and no stop says so: {string.Join(", ", kinds)}");
    }

    private async Task RejectAsync(string digest)
    {
        desk.BecomeAnotherPerson();
        await desk.DoAsync("reject", digest, "--because", "wrong-facts");
        desk.BecomeAnotherPerson();
    }

    private async Task<string> WaitingAsync() => (await StopsAsync()).Single(s => s.GetProperty("kind").GetString() == "plan-waits").GetProperty("subject").GetString()!;

    private async Task<List<string>> KindsAsync() => [.. (await StopsAsync()).Select(s => s.GetProperty("kind").GetString()!)];

    private async Task<List<JsonElement>> StopsAsync() => [.. (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray()];
}
