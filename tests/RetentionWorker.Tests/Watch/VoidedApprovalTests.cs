using System.Text.Json;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Watch;

/// <summary>An approver who looks at the plan with the ordinary commands must not make the approval void unseen.</summary>
public sealed class VoidedApprovalTests : IAsyncLifetime
{
    private const string Recording = "study-1/recording/P01/a.wav";
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
    public async Task A_plan_that_its_approver_saves_too_is_still_carried_out_or_still_waits_in_the_open()
    {
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("run", "--once")).Code);
        var digest = (await StopsAsync()).Single(s => s.GetProperty("kind").GetString() == "plan-waits").GetProperty("subject").GetString()!;
        desk.BecomeAnotherPerson();
        await desk.DoAsync("approve", digest);
        // The approver looks once more, as the help says, and keeps what they saw: the same plan, for the digest is the same.
        await desk.SayAsync("plan", "--save");
        desk.BecomeAnotherPerson();

        var run = await desk.SayAsync("run", "--once");
        var again = await desk.SayAsync("approve", digest);
        var stops = await StopsAsync();
        Assert.True(
            !desk.Holds(Recording) || stops.Any(s => s.GetProperty("kind").GetString() == "plan-waits"),
            $"not erased ({run.Code}), no stop says so ({string.Join(", ", stops.Select(s => s.GetProperty("kind").GetString()))}), and nobody can approve it: {again.Errors}");
    }

    private async Task<List<JsonElement>> StopsAsync() => [.. (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray()];
}
