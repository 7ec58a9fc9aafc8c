using CsvHelper;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;
using RetentionWorker.Tests.Deploy;

namespace RetentionWorker.Tests.BadInput;

public sealed class BadInputTests : IAsyncLifetime
{
    private static readonly string[] Surfaces = ["CSV / project register", "CLI / configuration"];

    private readonly Desk desk = new();

    public async ValueTask InitializeAsync()
    {
        await desk.WithStudyAsync();
        desk.Record("ended/recording/P01/a.wav");
        await desk.DoAsync("project", "add", "ended", "--planned-end", "2026-06-30");
        await desk.DoAsync("project", "end", "ended", "--on", "2026-06-30", "--event", "cancelled");
        await desk.DoAsync("discover");
        await desk.DoAsync("plan");
    }

    public static TheoryData<string> Cases() => [.. BadInputTable.Cases().Select(c => c.ToString())];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_is_named_with_the_remedy_and_leaves_everything_unchanged(string name)
    {
        var bad = BadInputTable.Cases().Single(c => c.ToString() == name);
        if (bad.Csv is not null)
            desk.Write("register.csv", bad.Csv);
        var before = desk.Snapshot();
        var said = await desk.SayAsync(bad.Line ?? ["project", "import", "register.csv"]);
        Assert.Equal(bad.Code, said.Code);
        Assert.Equal("", said.Output);
        Assert.Contains(bad.Message, said.Errors, StringComparison.Ordinal);
        if (bad.Csv is not null)
            Assert.Contains("register.csv: ", said.Errors, StringComparison.Ordinal);
        Assert.Equal(before, desk.Snapshot());
    }

    [Fact]
    public void Every_row_of_these_surfaces_is_a_case_or_is_answered_elsewhere_for_a_reason()
    {
        using var csv = CsvReader.FromFile(Repository.File("tests", "RetentionWorker.Tests", "BadInput", "bad-input.csv"), CsvReaderOptions.Default with { Separator = ',' }, FileOptions.None);
        var rows = new List<string>();
        while (csv.Read())
        {
            if (Surfaces.Contains(csv.GetString("surface")))
                rows.Add(csv.GetString("id"));
        }
        Assert.Equal(24, rows.Count);
        var answered = BadInputTable.Cases().Select(c => c.Row).Concat(BadInputTable.Elsewhere.Keys).Concat(["B041", "B053", "B083"]).ToHashSet();
        Assert.Empty(rows.Except(answered));
    }

    [Fact]
    public async Task B033_no_rows_where_nothing_is_recorded_is_no_failure()
    {
        desk.Write("register.csv", "project_id,planned_end,project_end\n");
        Assert.Equal(ExitCode.Done, (await desk.SayAsync("project", "import", "register.csv", "--data", "fresh")).Code);
    }

    [Fact]
    public async Task B035_columns_in_another_order_are_fine() => await Import("project_end,project_id,planned_end\n,x,2026-12-31\n");

    [Fact]
    public async Task B041_an_empty_end_is_not_due_and_is_reported()
    {
        var said = await Import("project_id,planned_end,project_end\nx,2026-01-31,\n");
        Assert.Equal("x", said.Json.GetProperty("noEndDate")[0].GetString());
        Assert.Contains("\"project\":\"x\",\"title\":null,\"plannedEnd\":\"2026-01-31\",\"endedOn\":null", (await desk.DoAsync("project", "list", "--output", "json")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B043_never_is_the_word_for_no_end_date_on_purpose()
    {
        Assert.Equal(0, (await Import("project_id,planned_end,project_end\nx,,never\n")).Json.GetProperty("noEndDate").GetArrayLength());
        desk.Write("register.csv", "project_id,planned_end,project_end\nended,,never\n");
        Assert.Contains("reopen it first", (await desk.SayAsync("project", "import", "register.csv")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B053_a_file_of_more_than_100_MiB_is_rejected_unread()
    {
        var path = desk.Write("register.csv", "");
        using (var file = File.OpenWrite(path))
            file.SetLength((100L << 20) + 1);
        var before = desk.Snapshot();
        var said = await desk.SayAsync("project", "import", "register.csv");
        Assert.Equal(ExitCode.BadInput, said.Code);
        Assert.Contains("register.csv: is longer than 100 MiB", said.Errors, StringComparison.Ordinal);
        Assert.Equal(before, desk.Snapshot());
    }

    [Theory]
    [InlineData("root missing")]
    [InlineData("marker absent")]
    [InlineData("marker of another store")]
    [InlineData("empty where it had objects")]
    public async Task B083_a_store_that_is_not_itself_is_suspect_and_nothing_is_gone(string how)
    {
        var root = Path.Combine(desk.Home, "interviews");
        var marker = Path.Combine(root, ".retention-store");
        switch (how)
        {
            case "root missing":
                Directory.Move(root, root + "-away");
                break;
            case "marker absent":
                File.Delete(marker);
                break;
            case "marker of another store":
                File.WriteAllText(marker, File.ReadAllText(marker).Replace('0', '1').Replace('a', 'b'));
                break;
            default:
                foreach (var folder in Directory.EnumerateDirectories(root))
                    Directory.Move(folder, Path.Combine(desk.Home, Path.GetFileName(folder)));
                break;
        }
        var run = await desk.SayAsync("run", "--once", "--output", "json");
        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Equal((0, 0), (run.Json.GetProperty("erased").GetInt64(), run.Json.GetProperty("alreadyAbsent").GetInt64()));
        Assert.Equal("interviews", run.Json.GetProperty("suspectStores")[0].GetString());
        Assert.Contains("\"state\":\"present\"", (await desk.DoAsync("explain", "interviews:ended/recording/P01/a.wav", "--output", "json")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_bad_row_is_named_and_no_good_one_taken()
    {
        desk.Write("register.csv", "project_id,planned_end,project_end,event\ngood,,,\nx,,03/04/2025,cancelled\nlate,,2026-01-01,\ny z,,,\n");
        var said = await desk.SayAsync("project", "import", "register.csv");
        Assert.Equal(ExitCode.BadInput, said.Code);
        foreach (var line in new[] { "line 3: project_end: ", "line 4: event: is empty", "line 5: project_id: " })
            Assert.Contains(line, said.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("good", (await desk.DoAsync("project", "list")).Output, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<Said> Import(string csv)
    {
        desk.Write("register.csv", csv);
        return await desk.DoAsync("project", "import", "register.csv", "--output", "json");
    }
}
