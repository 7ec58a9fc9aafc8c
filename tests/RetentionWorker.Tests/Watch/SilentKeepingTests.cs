using System.Text.Json;
using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Watch;

/// <summary>States in which nothing of something is ever erased: each is on the list, with a clock and a remedy that works.</summary>
public sealed class SilentKeepingTests : IAsyncLifetime
{
    private const string Recording = "study-1/recording/P01/a.wav";
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync() => await desk.WithStudyAsync();

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("project", "replan", "new1", "--planned-end", "2027-03-31", "--informed", "as-promised")]
    [InlineData("project", "end", "new1", "--on", "2026-11-20", "--event", "cancelled")]
    public async Task A_project_of_which_nobody_said_when_it_ends_counts_down_from_the_day_it_was_added(params string[] remedy)
    {
        desk.Write("in.csv", "project_id,planned_end,project_end\nnew1,,\nnew2,,never\nnew3,,\n");
        await desk.DoAsync("project", "import", "in.csv");
        foreach (var project in new[] { "new1", "new2" })
            desk.Record($"{project}/recording/P01/a.wav");
        desk.Clock.Now += Duration.FromDays(3);
        await desk.DoAsync("run", "--once");
        var stop = Assert.Single(await StopsAsync());
        Assert.Equal(("end-unknown", "new1", "no-end-planned", 1L), Facts(stop));
        Assert.Equal(("2026-11-23T09:00:00Z", "2026-12-23T09:00:00Z"), (stop.GetProperty("since").GetString(), stop.GetProperty("mustBeResolvedBy").GetString()));
        if (remedy[1] == "replan")
            await desk.CorrectAsync(remedy);
        else
            await desk.DoAsync(remedy);
        Assert.Empty(await StopsAsync());
    }

    [Fact]
    public async Task A_day_far_ahead_that_one_person_says_first_answers_nothing()
    {
        desk.Write("in.csv", "project_id,planned_end,project_end\nnew1,,\n");
        await desk.DoAsync("project", "import", "in.csv");
        desk.Record("new1/recording/P01/a.wav");
        await desk.DoAsync("discover");
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("project", "replan", "new1", "--planned-end", "2099-12-31", "--informed", "as-promised")).Code);
        desk.Write("later.csv", "project_id,planned_end,project_end\nnew1,2099-12-31,\n");
        var refused = await desk.SayAsync("project", "import", "later.csv");
        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.Contains("retention project replan new1 --planned-end 2099-12-31 --informed HOW", refused.Errors, StringComparison.Ordinal);
        Assert.Contains(await StopsAsync(), s => Facts(s) == ("end-unknown", "new1", "no-end-planned", 1L));

        await desk.DoAsync("project", "end", "new1", "--on", "2099-12-31", "--event", "cancelled");
        var stop = (await StopsAsync()).Single(s => s.GetProperty("kind").GetString() == "end-unknown");
        Assert.Equal(("end-unknown", "new1", "end-lies-ahead", 1L), Facts(stop));
        Assert.Equal("2026-12-23T09:00:00Z", stop.GetProperty("mustBeResolvedBy").GetString());
        Assert.Contains("--planned-end 2099-12-31 --informed HOW", stop.GetProperty("remedy").GetString(), StringComparison.Ordinal);
        var waiting = (await StopsAsync()).Single(s => s.GetProperty("kind").GetString() == "correction-waits").GetProperty("subject").GetString()!;
        desk.BecomeAnotherPerson();
        await desk.DoAsync("approve", waiting);
        Assert.Empty(await StopsAsync());
    }

    [Fact]
    public async Task What_has_no_end_on_purpose_may_be_planned_to_end_by_anybody()
    {
        desk.Write("in.csv", "project_id,planned_end,project_end\npanel,,never\n");
        await desk.DoAsync("project", "import", "in.csv");
        await desk.DoAsync("project", "replan", "panel", "--planned-end", "2027-03-31");
    }

    [Fact]
    public async Task The_parts_of_a_project_without_any_end_count_as_its_own_and_no_part_is_asked_for_one()
    {
        desk.Write("in.csv", "project_id,planned_end,project_end\nwhole,,\npart,,\n");
        await desk.DoAsync("project", "import", "in.csv");
        desk.Record("part/recording/P01/a.wav");
        await desk.DoAsync("discover");
        await desk.CorrectAsync("project", "merge", "part", "--into", "whole");
        Assert.Equal(("end-unknown", "whole", "no-end-planned", 1L), Facts(Assert.Single(await StopsAsync())));
    }

    [Theory]
    [InlineData("unreadable")]
    [InlineData("missing")]
    public async Task Without_a_sound_file_status_goes_on_under_the_adopted_schedule_and_says_that_nothing_is_erased(string code)
    {
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        if (code == "missing")
            File.Delete(Path.Combine(desk.Home, "retention-schedule.yaml"));
        else
            desk.Write("retention-schedule.yaml", "version: 1\nrulez: []\n");
        Assert.NotEqual(ExitCode.Done, (await desk.SayAsync("run", "--once")).Code);
        Assert.True(desk.Holds(Recording));
        desk.Clock.Now += Duration.FromDays(1);
        var status = (await desk.DoAsync("status", "--output", "json")).Json;
        Assert.Equal((2L, 2L), (status.GetProperty("due").GetInt64(), status.GetProperty("kept").GetInt64()));
        var stop = Assert.Single(status.GetProperty("stops").EnumerateArray());
        Assert.Equal(("schedule-not-in-force", "schedule", code, 2L), Facts(stop));
        Assert.Equal(("2026-11-23T09:00:00Z", "2026-12-05T00:00:00Z"), (stop.GetProperty("since").GetString(), stop.GetProperty("mustBeResolvedBy").GetString()));
        Assert.DoesNotContain("no records are known", (await desk.DoAsync("status")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.NeedsPerson, (await desk.SayAsync("status", "--detailed-exitcode")).Code);
        Assert.Contains("is under the adopted one", (await desk.DoAsync("explain", "interviews:" + Recording)).Errors, StringComparison.Ordinal);

        desk.Write("retention-schedule.yaml", Desk.Schedule);
        Assert.Empty(await StopsAsync());
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds(Recording));
    }

    [Fact]
    public async Task A_known_store_that_is_not_configured_any_more_has_the_clock_of_its_records()
    {
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        await desk.DoAsync("status");
        desk.Write("retention.json", Desk.Configuration.Replace("\"interviews\": {", "\"others\": {", StringComparison.Ordinal).Replace("\"root\": \"interviews\"", "\"root\": \"others\"", StringComparison.Ordinal));
        Directory.CreateDirectory(Path.Combine(desk.Home, "others"));
        var stop = Assert.Single(await StopsAsync());
        Assert.Equal(("guard-closed", "interviews", "not-configured", 2L), Facts(stop));
        Assert.Equal("2026-12-05T00:00:00Z", stop.GetProperty("mustBeResolvedBy").GetString());
        desk.Clock.Now += Duration.FromDays(30);
        var stops = await StopsAsync();
        Assert.True(stops.Single(s => s.GetProperty("code").GetString() == "not-configured").GetProperty("overdue").GetBoolean());
        Assert.DoesNotContain(stops, s => s.GetProperty("remedy").GetString()!.Contains("purge", StringComparison.Ordinal));

        desk.Write("retention.json", Desk.Configuration);
        desk.Clock.Now -= Duration.FromDays(30);
        Assert.Empty(await StopsAsync());
    }

    private static (string?, string?, string?, long) Facts(JsonElement stop) => (
        stop.GetProperty("kind").GetString(), stop.GetProperty("subject").GetString(), stop.GetProperty("code").GetString(), stop.GetProperty("records").GetInt64());

    private async Task<IReadOnlyList<JsonElement>> StopsAsync() => [.. (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray()];
}
