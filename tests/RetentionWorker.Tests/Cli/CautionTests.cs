using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Cli;
using RetentionWorker.Plan;

namespace RetentionWorker.Tests.Cli;

/// <summary>An answer of nothing is not taken for good news: what was mistyped, not looked at yet, or not in force is said beside it.</summary>
public sealed class CautionTests : IDisposable
{
    private const string TaxRule = """
          - id: payments
            category: payment
            startsAt: collected
            retain: P6Y
            obligation: tax-records
            eraseAfter: P6Y
            eraseBy: P6Y3M
            because: Tax.
        limits:
        """;

    private readonly Desk desk = new();

    [Theory]
    [InlineData("no project 'study-2' is known (did you mean 'study-1'?)", "plan", "--project", "study-2")]
    [InlineData("no record of category 'recordings' is known (did you mean 'recording'?)", "plan", "--category", "recordings")]
    [InlineData("no participant 'p01' is known in project study-1 (did you mean 'P01'?)", "plan", "--project", "study-1", "--participant", "p01")]
    [InlineData("no project 'study-2' is known (did you mean 'study-1'?)", "audit", "list", "--project", "study-2")]
    [InlineData("no store 'interview' was adopted (did you mean 'interviews'?)", "audit", "list", "--store", "interview")]
    public async Task An_unknown_name_is_warned_about_with_the_nearest(string warning, params string[] arguments)
    {
        await desk.WithStudyAsync();
        Assert.Contains("warning: " + warning, (await desk.DoAsync(arguments)).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan", "--project", "study-1", "--category", "recording", "--participant", "P02")]
    [InlineData("plan", "--category", "transcript")]
    [InlineData("audit", "list", "--project", "study-1", "--store", "interviews", "--kind", "project-added")]
    public async Task A_known_name_is_not(params string[] arguments)
    {
        await desk.WithStudyAsync();
        Assert.Equal("", (await desk.DoAsync(arguments)).Errors);
    }

    [Fact]
    public async Task A_plan_before_any_discovery_says_so()
    {
        await desk.DoAsync("project", "list");
        Assert.Contains("nothing has been discovered yet: retention discover", (await desk.DoAsync("plan")).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("status")]
    [InlineData("explain", "interviews:study-1/recording/P01/a.wav")]
    public async Task A_look_adopts_no_schedule_and_says_that_the_file_is_another(params string[] look)
    {
        await desk.WithStudyAsync();
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "cancelled");
        desk.Write("retention-schedule.yaml", Desk.Schedule.Replace("eraseAfter: P0D", "eraseAfter: P5D", StringComparison.Ordinal));
        var said = await desk.DoAsync(look);
        Assert.Contains("is not in force yet: this answer is under the adopted one", said.Errors, StringComparison.Ordinal);
        Assert.Equal(1, await Adoptions());
        Assert.Equal(2, (await desk.DoAsync("plan", "--output", "json")).Json.GetProperty("records").GetInt64());

        await desk.DoAsync("discover");
        Assert.Equal(1, await Adoptions());
        await desk.CorrectAsync("schedule", "propose", "--informed", "participants-informed");
        await desk.DoAsync("discover");
        Assert.Equal(2, await Adoptions());
        Assert.DoesNotContain("not in force", (await desk.DoAsync(look)).Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await desk.DoAsync("plan", "--output", "json")).Json.GetProperty("records").GetInt64());
    }

    [Fact]
    public async Task Before_the_first_adoption_a_look_answers_by_the_file()
    {
        await desk.DoAsync("plan");
        await desk.DoAsync("status");
        Assert.Equal(0, await Adoptions());
    }

    [Fact]
    public async Task A_record_of_an_unknown_project_is_explained_by_that()
    {
        await desk.WithStudyAsync();
        desk.Record("study-l/recording/P01/a.wav");
        await desk.DoAsync("discover");
        var said = (await desk.DoAsync("explain", "interviews:study-l/recording/P01/a.wav")).Output;
        Assert.Contains("no project 'study-l' is known (did you mean 'study-1'?)", said, StringComparison.Ordinal);
        Assert.DoesNotContain("no rule of the schedule", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_of_collection_to_come_needs_a_person_where_a_rule_counts_from_it()
    {
        desk.Write("retention-schedule.yaml", Desk.Schedule.Replace("limits:\n", TaxRule + "\n", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(desk.Record("study-1/payment/P01/pay.json"), new DateTime(2199, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.SetLastWriteTimeUtc(desk.Record("study-1/recording/P03/late.wav"), new DateTime(2199, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await desk.WithStudyAsync();
        Assert.Equal(1, (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("collectedAhead").GetInt64());
        Assert.Contains("1 record was collected on a day that has not come", (await desk.DoAsync("status")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.NeedsPerson, (await desk.SayAsync("status", "--detailed-exitcode")).Code);
        Assert.Contains("its template has no {collected}, so payments count from the day of a record's last change", (await desk.DoAsync("store", "check")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_is_not_warned_about_where_nothing_counts_from_collection()
    {
        await desk.WithStudyAsync();
        Assert.Equal("", (await desk.DoAsync("store", "check")).Errors);
    }

    [Fact]
    public async Task Problems_of_a_schedule_have_a_line_each_in_the_status()
    {
        await desk.WithStudyAsync();
        desk.Write("retention-schedule.yaml", "version: 3\ntimeZone: BST\n");
        var said = (await desk.DoAsync("status")).Output;
        Assert.DoesNotContain("\\u{A}", said, StringComparison.Ordinal);
        Assert.True(said.Split('\n').Count(l => l.StartsWith("  nothing is erased before the configured schedule is sound: ", StringComparison.Ordinal)) >= 3, said);
    }

    [Fact]
    public async Task A_schedule_is_shown_as_it_was_written()
    {
        desk.Write("retention-schedule.yaml", Desk.Schedule.Replace("limits:\n", TaxRule + "\n", StringComparison.Ordinal));
        var said = (await desk.DoAsync("schedule", "show")).Output;
        Assert.Contains("P6Y3M", said, StringComparison.Ordinal);
        Assert.DoesNotContain("P72M", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Reasons_that_read_the_same_are_summed_and_what_settles_says_until_when()
    {
        var line = new StandingLine(
            new ProjectId("a"), new CategoryName("recording"), Standing.Kept, "not-started", 2, null, null, null, null, [], [], false, false);
        var settling = line with { Reason = "settling", EraseFrom = new LocalDate(2026, 11, 11), DueAt = Instant.FromUtc(2026, 12, 3, 9, 0), Rules = [new("r1")] };
        Assert.Equal(
            ["recording: 5 records not due (not-started)", "recording: 2 records not due before 2026-12-03T09:00:00Z, when a fact behind them has settled (r1)"],
            StandingWords.WhyNot([line, settling, line with { Records = 3, NeedsPerson = true }]));
    }

    public void Dispose() => desk.Dispose();

    private Task<int> Adoptions()
    {
        using var catalogue = SqliteCatalogue.Open(Path.Combine(desk.Home, "retention-data"));
        using var session = catalogue.Read();
        return Task.FromResult(session.Log.Read(0).Count(e => e.Entry.AsSpan().IndexOf("\"schedule-adopted\""u8) >= 0));
    }
}
