using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Register;

public sealed class ProjectTests : IDisposable
{
    private readonly Desk desk = new();

    [Fact]
    public async Task Each_fact_is_recorded_together_with_its_entry()
    {
        var added = await desk.DoAsync("project", "add", "p1", "--planned-end", "2026-10-31", "--title", "Commute [bold]", "--output", "json");
        Assert.Equal("{\"project\":\"p1\",\"title\":\"Commute [bold]\",\"plannedEnd\":\"2026-10-31\",\"endedOn\":null,\"event\":null,\"reference\":null,\"endless\":false,\"mergedInto\":null,\"role\":\"controller\",\"choice\":null,\"chosenOn\":null,\"choiceReference\":null}\n", added.Output);
        await desk.DoAsync("project", "end", "p1", "--on", "2026-11-01", "--event", "report-accepted", "--reference", "BR-2026/14");
        await desk.CorrectAsync("project", "reopen", "p1", "--informed", "as-promised");
        var log = await desk.DoAsync("audit", "list", "--output", "json");
        Assert.Equal(["log-key", "project-added", "project-ended", "correction-asked", "correction-approved", "project-reopened"], log.Lines.Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement.GetProperty("kind").GetString()));
        Assert.DoesNotContain("Commute", log.Output, StringComparison.Ordinal);
        Assert.Contains("\"endedOn\":null", (await desk.DoAsync("project", "list", "--output", "json")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recording_the_same_again_changes_nothing()
    {
        await desk.DoAsync("project", "add", "p1", "--planned-end", "2026-10-31");
        await desk.DoAsync("project", "end", "p1", "--on", "2026-11-01", "--event", "cancelled");
        var before = desk.Snapshot();
        Assert.Contains("recorded already", (await desk.DoAsync("project", "end", "p1", "--on", "2026-11-01", "--event", "cancelled")).Errors, StringComparison.Ordinal);
        await desk.CorrectAsync("project", "reopen", "p1", "--informed", "as-promised");
        Assert.NotEqual(before, desk.Snapshot());
        before = desk.Snapshot();
        Assert.Contains("no end recorded", (await desk.DoAsync("project", "reopen", "p1")).Errors, StringComparison.Ordinal);
        Assert.Contains("recorded already", (await desk.DoAsync("project", "add", "p1", "--planned-end", "2026-10-31")).Errors, StringComparison.Ordinal);
        Assert.Equal(before, desk.Snapshot());
    }

    [Theory]
    [InlineData(65, "there is no project 'study-2' (did you mean 'study-1'?)", "project", "end", "study-2", "--on", "2026-01-01", "--event", "cancelled")]
    [InlineData(65, "there is no project 'study-2' (did you mean 'study-1'?)", "project", "reopen", "study-2")]
    [InlineData(65, "'Study-1' differs from the known project 'study-1' only in upper and lower case", "project", "add", "Study-1", "--planned-end", "2026-01-01")]
    [InlineData(65, "is recorded already with other facts", "project", "add", "study-1", "--planned-end", "2026-01-01")]
    [InlineData(65, "reference: 'Mr Smith' is not 1 to 40 of A-Z, 0-9, '/' and '-'", "project", "end", "study-1", "--on", "2026-01-01", "--event", "cancelled", "--reference", "Mr Smith")]
    [InlineData(65, "say with --informed how they learn of it", "project", "end", "study-1", "--on", "2026-07-31", "--event", "cancelled")]
    [InlineData(65, "say with --informed how they learn of it", "project", "reopen", "study-1")]
    [InlineData(65, "needed", "project", "instruct", "study-1", "--choice", "erase", "--on", "2026-07-31", "--reference", "DPA/1")]
    [InlineData(65, "cannot go on as part of itself", "project", "merge", "study-1", "--into", "study-1")]
    public async Task What_makes_no_sense_or_endangers_records_is_not_recorded(int code, string message, params string[] arguments)
    {
        await desk.DoAsync("project", "add", "study-1", "--planned-end", "2026-10-31");
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-06-30", "--event", "cancelled");
        var before = desk.Snapshot();
        var said = await desk.SayAsync(arguments);
        Assert.Equal((ExitCode)code, said.Code);
        Assert.Contains(message, said.Errors, StringComparison.Ordinal);
        Assert.Equal(before, desk.Snapshot());
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("\u0001")]
    [InlineData("\u007f")]
    public async Task A_title_that_an_export_could_not_bring_back_is_refused(string title)
    {
        var said = await desk.SayAsync("project", "add", "p1", "--planned-end", "2026-10-31", "--title", title);
        Assert.Equal(ExitCode.BadInput, said.Code);
        Assert.Contains("title of p1: it holds a control character", said.Errors, StringComparison.Ordinal);
        Assert.Equal("", (await desk.DoAsync("project", "list", "--output", "json")).Output);
    }

    [Theory]
    [InlineData(65, "good,2026-12-31,\nbad,2026-02-30,\nlast,2026-12-31,\n")]
    [InlineData(65, "good,2026-12-31,\ntwice,2026-12-31,\ntwice,2026-12-31,\n")]
    [InlineData(4, "good,2026-12-31,\nstudy-1,2027-12-31,\nlast,2026-12-31,\n")]
    public async Task A_file_with_one_row_that_cannot_be_taken_is_taken_not_at_all(int code, string rows)
    {
        await desk.DoAsync("project", "add", "study-1", "--planned-end", "2026-10-31");
        desk.Write("in.csv", "project_id,planned_end,project_end\n" + rows);
        var before = desk.Snapshot();
        Assert.Equal((ExitCode)code, (await desk.SayAsync("project", "import", "in.csv")).Code);
        Assert.Equal(before, desk.Snapshot());
    }

    [Fact]
    public async Task A_project_that_never_ends_is_exported_as_such_until_it_ends()
    {
        desk.Write("in.csv", "project_id,planned_end,project_end\np1,2026-12-31,never\np2,2026-12-31,\n");
        await desk.DoAsync("project", "import", "in.csv");
        var csv = (await desk.DoAsync("project", "export")).Output;
        Assert.Equal(["p1,,2026-12-31,never,,,", "p2,,2026-12-31,,,,"], csv.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..]);
        desk.Write("back.csv", csv);
        Assert.Equal(2, (await desk.DoAsync("project", "import", "back.csv", "--output", "json")).Json.GetProperty("unchanged").GetInt32());

        await desk.DoAsync("project", "end", "p1", "--on", "2026-11-20", "--event", "cancelled");
        Assert.Contains("p1,,2026-12-31,2026-11-20,cancelled,", (await desk.DoAsync("project", "export")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_is_told_in_the_tense_of_its_day()
    {
        await desk.DoAsync("project", "add", "p1", "--planned-end", "2026-10-31");
        Assert.Contains("project p1 ends on 2099-01-01", (await desk.DoAsync("project", "end", "p1", "--on", "2099-01-01", "--event", "cancelled")).Output, StringComparison.Ordinal);
        await desk.DoAsync("project", "add", "p2", "--planned-end", "2026-10-31");
        Assert.Contains("project p2 ended on 2026-11-23", (await desk.DoAsync("project", "end", "p2", "--on", "2026-11-23", "--event", "cancelled")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_may_lie_ahead_and_says_so()
    {
        await desk.DoAsync("project", "add", "p1", "--planned-end", "2026-10-31");
        Assert.Contains("lies in the future", (await desk.DoAsync("project", "end", "p1", "--on", "2027-01-01", "--event", "cancelled")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_is_read_back_as_it_was_and_no_spreadsheet_runs_it()
    {
        string[] titles = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "plain, with \"quotes\""];
        for (var i = 0; i < titles.Length; i++)
            await desk.DoAsync("project", "add", $"p{i}", "--planned-end", "2026-10-31", "--title", titles[i]);
        await desk.DoAsync("project", "end", "p0", "--on", "2026-11-01", "--event", "contract-closed", "--reference", "C/1");
        var csv = (await desk.DoAsync("project", "export")).Output;
        foreach (var line in csv.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..6])
            Assert.Contains(",\"'", line, StringComparison.Ordinal);
        var before = desk.Snapshot();
        desk.Write("back.csv", csv);
        Assert.Equal(6, (await desk.DoAsync("project", "import", "back.csv", "--output", "json")).Json.GetProperty("unchanged").GetInt32());
        Assert.Equal(before, desk.Snapshot());
    }

    public void Dispose() => desk.Dispose();
}
