using RetentionWorker.Cli;

namespace RetentionWorker.Tests.Cli;

public sealed class StopCommandsTests : IAsyncLifetime
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
    public async Task A_stop_refuses_runs_and_purges_until_the_start_and_both_are_on_the_log()
    {
        var digest = (await desk.DoAsync("plan", "--project", "study-1", "--output", "json")).Json.GetProperty("digest").GetString()!;
        var stop = (await desk.DoAsync("stop", "--because", "wrong-end-date", "--output", "json")).Json;
        Assert.Equal((true, "wrong-end-date", 0), (stop.GetProperty("stopped").GetBoolean(), stop.GetProperty("because").GetString(), stop.GetProperty("inFlight").GetInt32()));
        Assert.True(File.Exists(Path.Combine(desk.Home, "retention-data", "stop")));

        var run = await desk.SayAsync("run", "--once");
        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains("stopped since 2026-11-23T09:00:00Z (wrong-end-date)", run.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("purge", "--project", "study-1", "--yes", "--plan", digest)).Code);
        Assert.Equal(ExitCode.Done, (await desk.SayAsync("discover")).Code);
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));

        await desk.DoAsync("start");
        Assert.False(File.Exists(Path.Combine(desk.Home, "retention-data", "stop")));
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("study-1/recording/P01/a.wav"));
        var kinds = (await desk.DoAsync("audit", "list", "--output", "json")).Lines.Where(l => l.Contains("\"kind\":\"st", StringComparison.Ordinal) && !l.Contains("store", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, kinds.Count);
        Assert.Contains("\"because\":\"wrong-end-date\"", kinds[0], StringComparison.Ordinal);
        await desk.DoAsync("audit", "verify");
    }

    [Fact]
    public async Task Nothing_more_is_unlinked_once_a_stop_in_the_midst_of_an_erasure_has_returned()
    {
        const int records = 3000;
        // Each of them overwritten and flushed, so that there is a midst.
        desk.Write("retention.json", Desk.Configuration.Replace("\"kind\": \"files\"", "\"kind\": \"files\", \"overwrite\": true", StringComparison.Ordinal));
        for (var i = 0; i < records; i++)
            desk.Record($"study-1/recording/P03/{i:D4}.wav");
        await desk.DoAsync("discover");
        var run = desk.SayAsync("run", "--once");
        while (Left() == records)
            await Task.Delay(5, TestContext.Current.CancellationToken);

        await desk.DoAsync("stop");
        var left = Left();
        var said = await run;

        Assert.InRange(left, 1, records - 1);
        Assert.Equal(left, Left());
        Assert.Equal(ExitCode.Refused, said.Code);
        Assert.Contains("stop-switch", said.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("openIntents").GetInt32());
        await desk.DoAsync("audit", "verify");
        await desk.DoAsync("start");
        await desk.DoAsync("run", "--once");
        Assert.False(Directory.Exists(Path.Combine(desk.Home, "interviews", "study-1", "recording", "P03")));

        int Left() => Directory.GetFiles(Path.Combine(desk.Home, "interviews", "study-1", "recording", "P03")).Length;
    }

    [Fact]
    public async Task Status_says_the_stop_first_with_what_becomes_overdue()
    {
        await desk.DoAsync("stop", "--because", "wrong-end-date");
        Assert.StartsWith(
            "STOPPED since 2026-11-23T09:00:00Z (wrong-end-date): nothing is erased until 'retention start'; 2 records waiting, 2 are overdue or will be within 30 days, the earliest deadline is 2026-12-05T00:00:00Z",
            (await desk.DoAsync("status")).Output, StringComparison.Ordinal);
        var status = await desk.SayAsync("status", "--output", "json", "--detailed-exitcode");
        Assert.Equal(ExitCode.NeedsPerson, status.Code);
        Assert.Equal((2, "2026-12-05T00:00:00Z"), (status.Json.GetProperty("stop").GetProperty("records").GetInt32(), status.Json.GetProperty("stop").GetProperty("earliestDeadline").GetString()));
        await desk.DoAsync("start");
        Assert.False((await desk.DoAsync("status", "--output", "json")).Json.TryGetProperty("stop", out var none) && none.ValueKind != System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task A_second_stop_keeps_the_first_moment_and_a_start_of_nothing_changes_nothing()
    {
        await desk.DoAsync("stop", "--because", "first");
        desk.Clock.Now += NodaTime.Duration.FromMinutes(1);
        Assert.Contains("stopped already", (await desk.DoAsync("stop", "--because", "second")).Errors, StringComparison.Ordinal);
        await desk.DoAsync("start");
        var before = desk.Snapshot();
        Assert.Contains("nothing was stopped", (await desk.DoAsync("start")).Errors, StringComparison.Ordinal);
        Assert.Equal(before, desk.Snapshot());
    }
}
