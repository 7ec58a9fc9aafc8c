using NodaTime;
using RetentionWorker.Cli;

namespace RetentionWorker.Tests.Cli;

public sealed class ClockCommandsTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync()
    {
        await desk.WithStudyAsync();
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_clock_in_doubt_refuses_until_a_person_confirms_it_and_the_log_has_it_all()
    {
        desk.Clock.Now -= Duration.FromHours(1);
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("clock", "show")).Code);
        var run = await desk.SayAsync("run", "--once");
        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains("this installation has already seen 2026-11-23T09:00:00Z", run.Errors, StringComparison.Ordinal);
        desk.Clock.Now += Duration.FromHours(2);
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("run", "--once")).Code);
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));

        var status = (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("guards")[0];
        Assert.Equal(("clock", "clock-behind-mark", "2026-11-23T08:00:00Z"), (status.GetProperty("guard").GetString(), status.GetProperty("code").GetString(), status.GetProperty("since").GetString()));
        Assert.StartsWith("guard clock is closed since 2026-11-23T08:00:00Z: clock-behind-mark", (await desk.DoAsync("status")).Output, StringComparison.Ordinal);

        var before = desk.Snapshot();
        var wrong = await desk.SayAsync("clock", "confirm", "--time", "2026-11-23T09:00:00Z");
        Assert.Equal(ExitCode.Refused, wrong.Code);
        Assert.Contains("the system's clock says 2026-11-23T10:00:00Z, not 2026-11-23T09:00:00Z", wrong.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, (await desk.SayAsync("clock", "confirm", "--time", "10 o'clock")).Code);
        Assert.Equal(before, desk.Snapshot());

        await desk.DoAsync("clock", "confirm", "--time", "2026-11-23T10:01:00Z");
        await desk.DoAsync("clock", "show");
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("study-1/recording/P01/a.wav"));
        var log = (await desk.DoAsync("audit", "list", "--output", "json")).Output;
        foreach (var kind in new[] { "erasure-withheld", "clock-confirmed", "erasure-resumed" })
            Assert.Single(log.Split('\n'), l => l.Contains($"\"kind\":\"{kind}\"", StringComparison.Ordinal));
        await desk.DoAsync("audit", "verify");
    }

    [Fact]
    public async Task What_was_written_by_a_clock_that_was_ahead_is_one_finding_once_the_right_time_is_confirmed()
    {
        desk.Clock.Now += Duration.FromDays(300);
        await desk.DoAsync("project", "add", "from-the-future", "--planned-end", "2030-01-01");
        desk.Clock.Now -= Duration.FromDays(300);
        await desk.SayAsync("run", "--once");
        await desk.DoAsync("clock", "confirm");
        await desk.DoAsync("run", "--once");
        var findings = (await desk.DoAsync("audit", "verify", "--output", "json")).Json.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("finding").GetString()).ToList();
        // Of the refusal and of the confirmation; what follows counts from the latter.
        Assert.Equal(["clock-back", "clock-back"], findings);
    }
}
