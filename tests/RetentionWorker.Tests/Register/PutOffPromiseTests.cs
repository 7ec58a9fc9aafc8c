using System.Text.Json;
using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Register;

/// <summary>What participants were told is put off by two people, with word of how participants learn of it, and by nothing that looks like something else.</summary>
public sealed class PutOffPromiseTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync() => await desk.WithStudyAsync();

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_first_end_that_lies_ahead_does_not_silence_a_planned_end_that_has_passed()
    {
        desk.Clock.Now = Instant.FromUtc(2027, 1, 20, 9, 0);
        var before = await StopAsync();
        Assert.Equal(("study-1", "no-end-recorded", 4L, true), Facts(before));
        var said = await desk.DoAsync("project", "end", "study-1", "--on", "2099-12-31", "--event", "report-accepted");
        Assert.Contains("2099-12-31 lies in the future", said.Errors, StringComparison.Ordinal);
        Assert.Contains("the stop planned-end-passed stays until the end has come", said.Errors, StringComparison.Ordinal);
        Assert.Contains("retention project replan study-1 --planned-end 2099-12-31 --informed HOW", said.Errors, StringComparison.Ordinal);

        var stop = await StopAsync();
        Assert.Equal(("study-1", "end-lies-ahead", 4L, true), Facts(stop));
        Assert.Equal(before.GetProperty("mustBeResolvedBy").GetString(), stop.GetProperty("mustBeResolvedBy").GetString());
        Assert.Contains("project study-1 has passed its planned end", (await desk.DoAsync("status")).Output, StringComparison.Ordinal);
        desk.Clock.Now = Instant.FromUtc(2099, 12, 31, 9, 0);
        Assert.Empty(await StopsAsync("planned-end-passed"));
    }

    [Fact]
    public async Task The_stop_comes_too_where_the_end_was_recorded_before_the_planned_one_passed()
    {
        Assert.Contains("from then on there is a stop", (await EndAsync("2027-06-30")).Errors, StringComparison.Ordinal);
        Assert.Empty(await StopsAsync("planned-end-passed"));
        desk.Clock.Now = Instant.FromUtc(2027, 1, 1, 9, 0);
        Assert.Equal("end-lies-ahead", (await StopAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Putting_the_planned_end_off_takes_two_people_also_where_an_end_is_recorded_that_lies_ahead()
    {
        desk.Clock.Now = Instant.FromUtc(2027, 1, 20, 9, 0);
        await EndAsync("2027-06-30");
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("project", "replan", "study-1", "--planned-end", "2027-06-30")).Code);
        var digest = await AskAsync("project", "replan", "study-1", "--planned-end", "2027-06-30", "--informed", "participants-informed");
        Assert.Equal(ExitCode.NotPermitted, (await desk.SayAsync("approve", digest)).Code);
        Assert.Single(await StopsAsync("planned-end-passed"));
        desk.BecomeAnotherPerson();
        await desk.DoAsync("approve", digest);
        Assert.Empty(await StopsAsync("planned-end-passed"));
    }

    [Fact]
    public async Task A_later_end_that_two_people_recorded_with_word_to_participants_ends_the_stop()
    {
        desk.Clock.Now = Instant.FromUtc(2027, 1, 20, 9, 0);
        await EndAsync("2027-01-15");
        Assert.Empty(await StopsAsync("planned-end-passed"));
        await desk.CorrectAsync("project", "end", "study-1", "--on", "2027-06-30", "--event", "report-accepted", "--informed", "participants-informed");
        Assert.Empty(await StopsAsync("planned-end-passed"));
    }

    [Fact]
    public async Task An_import_puts_nothing_off_either()
    {
        desk.Clock.Now = Instant.FromUtc(2027, 1, 20, 9, 0);
        desk.Write("in.csv", "project_id,planned_end,project_end,event\nstudy-1,2026-12-31,2099-12-31,report-accepted\n");
        Assert.Contains("the stop planned-end-passed stays", (await desk.DoAsync("project", "import", "in.csv")).Errors, StringComparison.Ordinal);
        Assert.Single(await StopsAsync("planned-end-passed"));
        desk.Write("in.csv", "project_id,planned_end,project_end,event\nstudy-1,2099-12-31,2099-12-31,report-accepted\n");
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("project", "import", "in.csv")).Code);
    }

    [Fact]
    public async Task A_merger_into_a_project_that_is_planned_to_end_later_says_how_participants_learn_of_it()
    {
        await desk.DoAsync("project", "add", "long", "--planned-end", "2039-12-31");
        desk.Clock.Now = Instant.FromUtc(2027, 1, 20, 9, 0);
        Assert.Contains("--informed", (await desk.SayAsync("project", "merge", "study-1", "--into", "long")).Errors, StringComparison.Ordinal);
        var preview = await desk.DoAsync("project", "merge", "study-1", "--into", "long", "--preview");
        Assert.Contains("study-1 recording: 2 records overdue (2027-01-01 to 2027-01-14) -> kept (2040-01-01 to 2040-01-14)", preview.Output, StringComparison.Ordinal);

        var digest = await AskAsync("project", "merge", "study-1", "--into", "long", "--informed", "public-notice");
        var waits = (await desk.DoAsync("correction", "show", digest, "--output", "json")).Json.GetProperty("correction");
        Assert.Equal(("planned 2026-12-31", "planned 2039-12-31", "later", 4L), (waits.GetProperty("from").GetString(), waits.GetProperty("to").GetString(), waits.GetProperty("shift").GetString(), waits.GetProperty("records").GetInt64()));
        Assert.Equal("study-1", (await StopAsync()).GetProperty("subject").GetString());
        desk.BecomeAnotherPerson();
        await desk.DoAsync("approve", digest);
        Assert.Empty(await StopsAsync("planned-end-passed"));
    }

    [Fact]
    public async Task A_merger_that_waits_does_not_fit_once_another_day_is_planned()
    {
        await desk.DoAsync("project", "add", "long", "--planned-end", "2026-12-31");
        var digest = await AskAsync("project", "merge", "study-1", "--into", "long");
        await desk.DoAsync("project", "replan", "study-1", "--planned-end", "2026-11-30");
        desk.BecomeAnotherPerson();
        Assert.Contains("does not fit any more", (await desk.SayAsync("approve", digest)).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-12-31")]
    [InlineData("")]
    public async Task A_row_that_says_never_of_a_known_project_is_refused_with_the_verb_that_takes_two(string planned)
    {
        desk.Record("panel/recording/P01/a.wav");
        desk.Write("first.csv", $"project_id,planned_end,project_end\npanel,{planned},\n");
        await desk.DoAsync("project", "import", "first.csv");
        await desk.DoAsync("discover");
        desk.Write("in.csv", "project_id,planned_end,project_end\npanel,,never\n");
        var before = desk.Snapshot();
        var said = await desk.SayAsync("project", "import", "in.csv");
        Assert.Equal(ExitCode.Refused, said.Code);
        Assert.Contains("in.csv: line 2: project_end: 'never'", said.Errors, StringComparison.Ordinal);
        Assert.Contains("retention project endless panel --informed HOW", said.Errors, StringComparison.Ordinal);
        Assert.Equal(before, desk.Snapshot());

        desk.Clock.Now = Instant.FromUtc(2027, 1, 20, 9, 0);
        var kind = planned.Length > 0 ? "planned-end-passed" : "end-unknown";
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("project", "endless", "panel")).Code);
        var digest = await AskAsync("project", "endless", "panel", "--informed", "participants-informed");
        Assert.Contains(await StopsAsync(kind), s => s.GetProperty("subject").GetString() == "panel");
        desk.BecomeAnotherPerson();
        await desk.DoAsync("approve", digest);
        Assert.DoesNotContain(await StopsAsync(kind), s => s.GetProperty("subject").GetString() == "panel");
        Assert.Contains("project-endless", (await desk.DoAsync("audit", "list")).Output, StringComparison.Ordinal);
        await desk.DoAsync("audit", "verify");
        await desk.DoAsync("project", "import", "in.csv");
        Assert.Contains("panel,,,never", (await desk.DoAsync("project", "export")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_that_never_ends_still_can()
    {
        await desk.CorrectAsync("project", "endless", "study-1", "--informed", "participants-informed");
        Assert.Contains("nothing changed", (await desk.DoAsync("project", "endless", "study-1")).Errors, StringComparison.Ordinal);
        await EndAsync("2026-11-20");
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("project", "endless", "study-1", "--informed", "as-promised")).Code);
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("study-1/recording/P01/a.wav"));
    }

    private static (string?, string?, long, bool) Facts(JsonElement stop) => (
        stop.GetProperty("subject").GetString(), stop.GetProperty("code").GetString(), stop.GetProperty("records").GetInt64(), stop.GetProperty("overdue").GetBoolean());

    private Task<Said> EndAsync(string on) => desk.DoAsync("project", "end", "study-1", "--on", on, "--event", "report-accepted");

    private async Task<string> AskAsync(params string[] arguments)
    {
        var said = await desk.SayAsync([.. arguments, "--output", "json"]);
        Assert.True(said.Code == ExitCode.Refused, $"{said.Code}: {said.Output}{said.Errors}");
        return said.Json.GetProperty("correction").GetProperty("correction").GetString()!;
    }

    private async Task<JsonElement> StopAsync() => Assert.Single(await StopsAsync("planned-end-passed"));

    private async Task<IReadOnlyList<JsonElement>> StopsAsync(string kind) =>
        [.. (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray().Where(s => s.GetProperty("kind").GetString() == kind)];
}
