using System.Text.Json;
using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Watch;

/// <summary>A correction that is not in effect is on the list with what it keeps by now, and keeps nothing that it can no longer change.</summary>
public sealed class OpenCorrectionsTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync() => await desk.WithStudyAsync();

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(1, "end-moved")]
    [InlineData(30, "expired")]
    public async Task What_was_listed_since_a_later_end_was_asked_for_sets_its_clock(int daysLater, string code)
    {
        desk.Record("b/contact-details/P01/a.txt");
        await desk.DoAsync("project", "add", "b", "--planned-end", "2026-12-31");
        await desk.DoAsync("discover");
        await EndAsync("b", "2026-11-20");
        var digest = await AskAsync("project", "end", "b", "--on", "2026-12-31", "--event", "report-accepted", "--informed", "participants-informed");
        var stop = await StopAsync();
        Assert.Equal((1L, "2027-11-21T00:00:00Z"), (stop.GetProperty("records").GetInt64(), stop.GetProperty("mustBeResolvedBy").GetString()));

        desk.Record("b/recording/P01/a.wav");
        desk.Clock.Now += Duration.FromDays(daysLater);
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds("b/recording/P01/a.wav"));
        stop = await StopAsync();
        Assert.Equal(
            (code, 2L, "2026-12-05T00:00:00Z", daysLater > 12),
            (stop.GetProperty("code").GetString(), stop.GetProperty("records").GetInt64(), stop.GetProperty("mustBeResolvedBy").GetString(), stop.GetProperty("overdue").GetBoolean()));
        foreach (var line in new[] { (await desk.DoAsync("correction", "list", "--output", "json")).Json, (await desk.DoAsync("correction", "show", digest, "--output", "json")).Json.GetProperty("correction") })
            Assert.Equal((2L, "2026-12-05T00:00:00Z"), (line.GetProperty("records").GetInt64(), line.GetProperty("mustBeResolvedBy").GetString()));
    }

    [Fact]
    public async Task A_merger_that_does_not_fit_any_more_keeps_nothing_and_stays_on_the_list_until_somebody_rejects_it()
    {
        desk.Record("pilot/recording/P01/a.wav");
        await desk.DoAsync("project", "add", "pilot", "--planned-end", "2026-12-31");
        await desk.DoAsync("project", "add", "whole", "--planned-end", "2027-12-31");
        await desk.DoAsync("discover");
        await EndAsync("study-1", "2026-11-20");
        await EndAsync("pilot", "2026-11-20");
        var unfit = await AskAsync("project", "merge", "study-1", "--into", "whole", "--informed", "public-notice");
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));

        await desk.CorrectAsync("project", "merge", "pilot", "--into", "study-1");
        var stop = await StopAsync();
        Assert.Equal((unfit, "does-not-fit", 0L), (stop.GetProperty("subject").GetString(), stop.GetProperty("code").GetString(), stop.GetProperty("records").GetInt64()));
        Assert.Contains($"retention reject {unfit} --because wrong-facts", stop.GetProperty("remedy").GetString(), StringComparison.Ordinal);
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("study-1/recording/P01/a.wav"));
        Assert.False(desk.Holds("pilot/recording/P01/a.wav"));
        await desk.DoAsync("reject", unfit, "--because", "wrong-facts");
        Assert.Empty(await StopsAsync());
    }

    [Fact]
    public async Task A_merger_keeps_nothing_once_the_other_project_has_an_end_that_nobody_thought_of()
    {
        desk.Record("pilot/recording/P01/a.wav");
        await desk.DoAsync("project", "add", "pilot", "--planned-end", "2026-12-31");
        await desk.DoAsync("discover");
        await EndAsync("pilot", "2026-11-20");
        await AskAsync("project", "merge", "pilot", "--into", "study-1", "--informed", "public-notice");
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds("pilot/recording/P01/a.wav"));
        await EndAsync("study-1", "2026-12-31");
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("pilot/recording/P01/a.wav"));
    }

    [Fact]
    public async Task A_later_end_of_the_whole_that_still_fits_keeps_its_parts_beside_a_merger_that_does_not()
    {
        desk.Record("pilot/recording/P01/a.wav");
        await desk.DoAsync("project", "add", "pilot", "--planned-end", "2026-12-31");
        await desk.DoAsync("discover");
        await EndAsync("study-1", "2026-11-20");
        await EndAsync("pilot", "2026-11-20");
        await desk.CorrectAsync("project", "merge", "pilot", "--into", "study-1");
        await AskAsync("project", "end", "study-1", "--on", "2026-12-20", "--event", "report-accepted", "--informed", "as-promised");
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));
        Assert.True(desk.Holds("pilot/recording/P01/a.wav"));
        Assert.Equal(("end-moved", 5L), ((await StopAsync()).GetProperty("code").GetString(), (await StopAsync()).GetProperty("records").GetInt64()));
    }

    [Fact]
    public async Task What_the_only_person_of_a_site_approved_stays_on_the_list_while_it_can_be_taken_back()
    {
        await EndAsync("study-1", "2026-11-20");
        var digest = await AskAsync("project", "reopen", "study-1", "--informed", "as-promised");
        await desk.DoAsync("approve", digest, "--as-single-operator");
        var stop = await StopAsync();
        Assert.Equal(("counts-later", 4L, "2026-12-05T00:00:00Z"), (stop.GetProperty("code").GetString(), stop.GetProperty("records").GetInt64(), stop.GetProperty("mustBeResolvedBy").GetString()));
        Assert.Equal($"retention reject {digest} --because CODE takes it back", stop.GetProperty("remedy").GetString());
        desk.Clock.Now += Duration.FromHours(24);
        Assert.Equal("counts-at-next-run", (await StopAsync()).GetProperty("code").GetString());
        await desk.DoAsync("run", "--once");
        Assert.Empty(await StopsAsync());
    }

    private Task<Said> EndAsync(string project, string on) => desk.DoAsync("project", "end", project, "--on", on, "--event", "report-accepted");

    private async Task<string> AskAsync(params string[] arguments)
    {
        var said = await desk.SayAsync([.. arguments, "--output", "json"]);
        Assert.True(said.Code == ExitCode.Refused, $"{said.Code}: {said.Output}{said.Errors}");
        return said.Json.GetProperty("correction").GetProperty("correction").GetString()!;
    }

    private async Task<JsonElement> StopAsync() => Assert.Single(await StopsAsync());

    private async Task<IReadOnlyList<JsonElement>> StopsAsync() => [.. (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray()];
}
