using System.Text.Json;
using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Register;

/// <summary>What was recorded is corrected in both directions, as it is said on the command line; a second person decides.</summary>
public sealed class CorrectionTests : IAsyncLifetime
{
    private const string Recording = "study-1/recording/P01/a.wav";
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync() => await desk.WithStudyAsync();

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_first_end_needs_nobody_and_shows_what_becomes_due()
    {
        var before = desk.Snapshot();
        var preview = await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted", "--preview", "--output", "json");
        Assert.Equal(before, desk.Snapshot());
        var said = await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted", "--output", "json");
        Assert.Equal(JsonSerializer.Serialize(preview.Json.GetProperty("becomes")), JsonSerializer.Serialize(said.Json.GetProperty("becomes")));
        var lines = said.Json.GetProperty("becomes").EnumerateArray().Select(l => (l.GetProperty("category").GetString(), l.GetProperty("records").GetInt64(), l.GetProperty("after").GetProperty("standing").GetString(), l.GetProperty("after").GetProperty("eraseFrom").GetString()));
        Assert.Equal([("contact-details", 2, "kept", "2027-11-11"), ("recording", 2, "due", "2026-11-21")], lines);
    }

    [Fact]
    public async Task A_later_end_keeps_on_probation_until_another_person_approves_it()
    {
        await EndAsync("2026-11-20");
        var before = desk.Snapshot();
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("project", "end", "study-1", "--on", "2026-12-20", "--event", "report-accepted")).Code);
        Assert.Equal(before, desk.Snapshot());
        var digest = await AskAsync("project", "end", "study-1", "--on", "2026-12-20", "--event", "report-accepted", "--informed", "participants-informed");
        Assert.Contains("waits already; nothing changed", (await desk.SayAsync("project", "end", "study-1", "--on", "2026-12-20", "--event", "report-accepted", "--informed", "participants-informed")).Errors, StringComparison.Ordinal);

        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds(Recording));
        var stop = await StopAsync("correction-waits");
        Assert.Equal((digest, 4L, "2026-12-05T00:00:00Z"), (stop.GetProperty("subject").GetString(), stop.GetProperty("records").GetInt64(), stop.GetProperty("mustBeResolvedBy").GetString()));
        Assert.Equal(ExitCode.NeedsPerson, (await desk.SayAsync("status", "--detailed-exitcode")).Code);
        Assert.Equal(ExitCode.NotPermitted, (await desk.SayAsync("approve", digest)).Code);

        desk.BecomeAnotherPerson();
        await desk.DoAsync("approve", digest);
        Assert.Equal("2026-12-20", (await desk.DoAsync("project", "list", "--output", "json")).Json.GetProperty("endedOn").GetString());
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds(Recording));
        Assert.Contains("is in effect", (await desk.SayAsync("approve", digest)).Errors, StringComparison.Ordinal);
        Assert.Equal(["correction-asked", "correction-approved", "project-ended"], (await KindsAsync()).Where(k => k.StartsWith("correction-", StringComparison.Ordinal) || k == "project-ended").Skip(1));
        desk.Clock.Now = Instant.FromUtc(2026, 12, 21, 9, 0);
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds(Recording));
        await desk.DoAsync("audit", "verify");
    }

    [Fact]
    public async Task A_rejected_reopening_gives_the_records_their_days_back()
    {
        await EndAsync("2026-11-20");
        var digest = await AskAsync("project", "reopen", "study-1", "--informed", "as-promised");
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds(Recording));
        await desk.DoAsync("reject", digest, "--because", "wrong-facts");
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds(Recording));
        Assert.Contains("was rejected (wrong-facts)", (await desk.SayAsync("approve", digest)).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_withdrawal_acts_while_a_later_end_waits()
    {
        await EndAsync("2026-11-20");
        await AskAsync("project", "reopen", "study-1", "--informed", "as-promised");
        await desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P01", "--on", "2026-11-20", "--ground", "consent");
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds(Recording));
        Assert.True(desk.Holds("study-1/recording/P02/a.wav"));
    }

    [Fact]
    public async Task An_earlier_end_erases_nothing_before_another_person_approved_it()
    {
        await EndAsync("2026-12-20");
        var digest = await AskAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        var shown = await desk.DoAsync("correction", "show", digest);
        Assert.Contains("study-1 recording: 2 records kept (2026-12-21 to 2027-01-03) -> due (2026-11-21 to 2026-12-04)", shown.Output, StringComparison.Ordinal);
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds(Recording));
        desk.BecomeAnotherPerson();
        await desk.DoAsync("approve", digest);
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds(Recording));
        Assert.True(desk.Holds("study-1/contact-details/P01/a.wav"));
    }

    [Fact]
    public async Task What_was_asked_a_week_ago_is_looked_at_anew()
    {
        await EndAsync("2026-12-20");
        var digest = await AskAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        desk.Clock.Now += Duration.FromDays(7);
        desk.BecomeAnotherPerson();
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("approve", digest)).Code);
        Assert.Equal("expired", (await StopAsync("correction-waits")).GetProperty("code").GetString());
        await desk.DoAsync("reject", digest, "--because", "wrong-facts");
        Assert.NotEqual(digest, await AskAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted"));
    }

    [Fact]
    public async Task The_only_person_of_a_site_waits_a_day_and_can_take_it_back()
    {
        await EndAsync("2026-12-20");
        var digest = await AskAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        await desk.DoAsync("approve", digest, "--as-single-operator");
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds(Recording));
        await desk.DoAsync("reject", digest, "--because", "wrong-facts");
        digest = await AskAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        await desk.DoAsync("approve", digest, "--as-single-operator");
        desk.Clock.Now += Duration.FromHours(24);
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds(Recording));
    }

    [Fact]
    public async Task Putting_a_planned_end_off_takes_a_second_person_and_bringing_it_forward_does_not()
    {
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("project", "replan", "study-1", "--planned-end", "2027-03-31")).Code);
        var digest = await AskAsync("project", "replan", "study-1", "--planned-end", "2027-03-31", "--informed", "public-notice");
        Assert.Equal("2026-12-31", await PlannedAsync());
        desk.BecomeAnotherPerson();
        await desk.DoAsync("approve", digest);
        Assert.Equal("2027-03-31", await PlannedAsync());
        await desk.DoAsync("project", "replan", "study-1", "--planned-end", "2026-11-30");
        Assert.Equal("2026-11-30", await PlannedAsync());
    }

    [Fact]
    public async Task A_merged_project_ends_with_the_whole_and_is_held_with_it()
    {
        desk.Record("pilot/recording/P01/a.wav");
        await desk.DoAsync("project", "add", "pilot", "--planned-end", "2026-12-31");
        await desk.DoAsync("discover");
        await EndAsync("2026-11-20", "pilot");
        Assert.Contains("withdrawals stay with the project", (await desk.SayAsync("project", "merge", "pilot", "--into", "study-1", "--informed", "public-notice")).Errors, StringComparison.Ordinal);
        var digest = JsonDocument.Parse((await desk.DoAsync("correction", "list", "--output", "json")).Lines[0]).RootElement.GetProperty("correction").GetString()!;
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds("pilot/recording/P01/a.wav"));
        desk.BecomeAnotherPerson();
        await desk.DoAsync("approve", digest);
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("project", "end", "pilot", "--on", "2026-11-01", "--event", "cancelled")).Code);

        await desk.DoAsync("hold", "place", "--project", "study-1", "--mandate", "litigation", "--reference", "CASE/1", "--review-by", "2027-01-01");
        await EndAsync("2026-11-21");
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds("pilot/recording/P01/a.wav"));
        Assert.True(desk.Holds(Recording));
        desk.BecomeAnotherPerson();
        await desk.DoAsync("hold", "release", "1");
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("pilot/recording/P01/a.wav"));
        Assert.False(desk.Holds(Recording));
        Assert.Contains("study-1: what others go on as part of cannot itself be merged", (await desk.SayAsync("project", "merge", "study-1", "--into", "other")).Errors + (await MergeIntoNewAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_correction_whose_fact_has_changed_is_refused()
    {
        desk.Record("pilot/recording/P01/a.wav");
        await desk.DoAsync("project", "add", "pilot", "--planned-end", "2026-12-31");
        await desk.DoAsync("discover");
        var digest = await AskAsync("project", "merge", "pilot", "--into", "study-1");
        await EndAsync("2026-11-20");
        desk.BecomeAnotherPerson();
        Assert.Contains("has changed since it was asked for", (await desk.SayAsync("approve", digest)).Errors, StringComparison.Ordinal);
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds("pilot/recording/P01/a.wav"));
    }

    [Theory]
    [InlineData("study-1,2026-12-31,2026-11-19\n", "is not the recorded end 2026-11-20 of project study-1, whose 4 present records would go sooner")]
    [InlineData("study-1,2026-12-31,2026-11-21\n", "would go later; another end takes a second person")]
    [InlineData("study-2,2027-12-31,\n", "takes a second person: retention project replan study-2 --planned-end 2027-12-31")]
    public async Task An_import_corrects_nothing(string row, string message)
    {
        await EndAsync("2026-11-20");
        await desk.DoAsync("project", "add", "study-2", "--planned-end", "2026-12-31");
        desk.Write("in.csv", "project_id,planned_end,project_end,event\n" + row.TrimEnd('\n') + (row.StartsWith("study-1", StringComparison.Ordinal) ? ",report-accepted\n" : ",\n"));
        var before = desk.Snapshot();
        var said = await desk.SayAsync("project", "import", "in.csv");
        Assert.Equal(ExitCode.Refused, said.Code);
        Assert.Contains(message, said.Errors, StringComparison.Ordinal);
        Assert.Equal(before, desk.Snapshot());
    }

    [Fact]
    public async Task A_shorter_rule_erases_nothing_before_another_person_approved_it()
    {
        await EndAsync("2026-11-20");
        desk.Write("retention-schedule.yaml", Desk.Schedule.Replace("P11M21D", "P0D", StringComparison.Ordinal));
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds(Recording));
        Assert.True(desk.Holds("study-1/contact-details/P01/a.wav"));
        Assert.Equal("not-approved", (await StopAsync("schedule-not-in-force")).GetProperty("code").GetString());
        var diff = await desk.DoAsync("schedule", "diff");
        Assert.Contains("contact-details-within-12-months: eraseAfter: P11M21D -> P0D, sooner or more", diff.Output, StringComparison.Ordinal);
        Assert.Contains("study-1 contact-details: 2 records kept (2027-11-11 to 2027-11-20) -> due (2026-11-21 to 2027-11-20)", diff.Output, StringComparison.Ordinal);

        var digest = await AskAsync("schedule", "propose");
        Assert.Equal(ExitCode.NotPermitted, (await desk.SayAsync("approve", digest)).Code);
        desk.BecomeAnotherPerson();
        await desk.DoAsync("approve", digest);
        desk.Clock.Now += Duration.FromDays(8);
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("study-1/contact-details/P01/a.wav"));
        Assert.Equal(2, (await KindsAsync()).Count(k => k == "schedule-adopted"));
        Assert.DoesNotContain((await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray(), s => s.GetProperty("kind").GetString() == "schedule-not-in-force");
    }

    [Fact]
    public async Task A_longer_rule_asks_how_participants_learn_of_it()
    {
        await desk.DoAsync("run", "--once");
        desk.Write("retention-schedule.yaml", Desk.Schedule.Replace("P14D", "P28D", StringComparison.Ordinal));
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("schedule", "propose")).Code);
        await AskAsync("schedule", "propose", "--informed", "public-notice");
        Assert.Contains("waits: let somebody approve it, or take it back", (await desk.SayAsync("schedule", "propose", "--informed", "as-promised")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_processor_erases_nothing_before_its_controller_has_chosen()
    {
        desk.Record("panel/recording/P01/a.wav");
        await desk.DoAsync("project", "add", "panel", "--planned-end", "2026-11-20", "--role", "processor");
        await desk.DoAsync("discover");
        await EndAsync("2026-11-20", "panel");
        await desk.DoAsync("withdraw", "--project", "panel", "--participant", "P01", "--on", "2026-11-20", "--ground", "consent");
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds("panel/recording/P01/a.wav"));
        var stop = await StopAsync("instruction-awaited");
        Assert.Equal(("panel", 1L, "2026-12-05T00:00:00Z"), (stop.GetProperty("subject").GetString(), stop.GetProperty("records").GetInt64(), stop.GetProperty("mustBeResolvedBy").GetString()));
        Assert.Contains("awaits-instruction", (await desk.DoAsync("explain", "interviews:panel/recording/P01/a.wav", "--output", "json")).Output, StringComparison.Ordinal);

        await desk.DoAsync("project", "instruct", "panel", "--choice", "returned", "--on", "2026-11-22", "--reference", "DPA/7");
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("project", "instruct", "panel", "--choice", "erase", "--on", "2026-11-22", "--reference", "DPA/8")).Code);
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("panel/recording/P01/a.wav"));
        desk.Write("back.csv", (await desk.DoAsync("project", "export")).Output);
        Assert.Equal(2, (await desk.DoAsync("project", "import", "back.csv", "--output", "json")).Json.GetProperty("unchanged").GetInt32());
    }

    [Fact]
    public async Task A_merged_projects_records_go_when_the_controller_has_chosen_for_the_whole()
    {
        desk.Record("panel/recording/P01/a.wav");
        desk.Record("whole/recording/P02/a.wav");
        await desk.DoAsync("project", "add", "panel", "--planned-end", "2026-12-31", "--role", "processor");
        await desk.DoAsync("project", "add", "whole", "--planned-end", "2026-12-31", "--role", "processor");
        await desk.DoAsync("discover");
        await desk.CorrectAsync("project", "merge", "panel", "--into", "whole");
        await EndAsync("2026-11-20", "whole");
        var stops = (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray().Where(s => s.GetProperty("kind").GetString() == "instruction-awaited").ToList();
        Assert.Equal(["panel", "whole"], stops.Select(s => s.GetProperty("subject").GetString()).Order());
        Assert.All(stops, s => Assert.Contains("retention project instruct whole ", s.GetProperty("remedy").GetString(), StringComparison.Ordinal));
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("project", "instruct", "panel", "--choice", "erase", "--on", "2026-11-22", "--reference", "DPA/7")).Code);
        await desk.DoAsync("project", "instruct", "whole", "--choice", "erase", "--on", "2026-11-22", "--reference", "DPA/7");
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("whole/recording/P02/a.wav"));
        Assert.False(desk.Holds("panel/recording/P01/a.wav"));
    }

    [Fact]
    public async Task A_merged_project_whose_planned_end_has_passed_needs_nobody()
    {
        await desk.DoAsync("project", "add", "pilot", "--planned-end", "2026-12-31");
        await desk.CorrectAsync("project", "merge", "pilot", "--into", "study-1");
        await EndAsync("2026-11-20");
        desk.Clock.Now += Duration.FromDays(60);
        await desk.DoAsync("run", "--once");
        var said = await desk.SayAsync("status", "--output", "json", "--detailed-exitcode");
        Assert.Empty(said.Json.GetProperty("stops").EnumerateArray());
        Assert.DoesNotContain(said.Json.GetProperty("needsPerson").EnumerateArray(), n => n.GetString()!.Contains("pilot", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Done, said.Code);
    }

    [Fact]
    public async Task A_planned_end_that_has_passed_stands_before_the_records_of_what_was_merged_too()
    {
        desk.Record("pilot/recording/P01/a.wav");
        await desk.DoAsync("project", "add", "pilot", "--planned-end", "2026-12-31");
        await desk.DoAsync("discover");
        await desk.CorrectAsync("project", "merge", "pilot", "--into", "study-1");
        desk.Clock.Now = Instant.FromUtc(2027, 1, 2, 9, 0);
        var stop = await StopAsync("planned-end-passed");
        Assert.Equal(("study-1", 5L), (stop.GetProperty("subject").GetString(), stop.GetProperty("records").GetInt64()));
    }

    private async Task<string> MergeIntoNewAsync()
    {
        await desk.DoAsync("project", "add", "other", "--planned-end", "2026-12-31");
        return (await desk.SayAsync("project", "merge", "study-1", "--into", "other")).Errors;
    }

    private Task<Said> EndAsync(string on, string project = "study-1") => desk.DoAsync("project", "end", project, "--on", on, "--event", "report-accepted");

    private async Task<string> AskAsync(params string[] arguments)
    {
        var said = await desk.SayAsync([.. arguments, "--output", "json"]);
        Assert.True(said.Code == ExitCode.Refused, $"{said.Code}: {said.Output}{said.Errors}");
        return said.Json.GetProperty("correction").GetProperty("correction").GetString()!;
    }

    private async Task<JsonElement> StopAsync(string kind) => Assert.Single(
        (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray(), s => s.GetProperty("kind").GetString() == kind);

    private async Task<string> PlannedAsync() => (await desk.DoAsync("project", "list", "--output", "json")).Json.GetProperty("plannedEnd").GetString()!;

    private async Task<List<string>> KindsAsync() => [.. (await desk.DoAsync("audit", "list", "--output", "json")).Lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("kind").GetString()!)];
}
