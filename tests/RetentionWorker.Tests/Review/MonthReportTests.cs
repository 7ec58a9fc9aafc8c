using System.Text.Json;
using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;
using RetentionWorker.Tests.Papers;

namespace RetentionWorker.Tests.Review;

/// <summary>A study that goes by its days, some of them missed; and what the reports of its months say of it.</summary>
public sealed class MonthReportTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    /// <summary>
    /// November: P04 withdraws, and study-1 ends: the recordings of P01, P02 and P04 go on time; P03's is held. December: study-2 ends, its promise is the 23rd, and nothing runs. It is January now.
    /// </summary>
    public async ValueTask InitializeAsync()
    {
        await desk.WithStudyAsync();
        desk.Record("study-1/recording/P03/a.wav");
        desk.Record("study-1/recording/P04/late arrival.wav");
        desk.Record("study-2/recording/Q01/a.wav");
        desk.Record("study-2/recording/Q02/a.wav");
        await desk.DoAsync("project", "add", "study-2", "--planned-end", "2026-12-31");
        await desk.DoAsync("discover");
        await desk.DoAsync("hold", "place", "--project", "study-1", "--participant", "P03", "--mandate", "litigation", "--reference", "CASE/17", "--review-by", "2026-12-01");
        await desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P04", "--on", "2026-11-23", "--ground", "consent");
        At(2026, 11, 24);
        await desk.DoAsync("run", "--once");
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-24", "--event", "report-accepted");
        At(2026, 11, 30);
        await desk.DoAsync("run", "--once");
        At(2026, 12, 10);
        await desk.DoAsync("project", "end", "study-2", "--on", "2026-12-09", "--event", "report-accepted");
        At(2027, 1, 8);
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task It_tells_on_time_from_late_held_from_overdue_and_says_the_same_as_figures_page_and_sheets()
    {
        var november = await ReportAsync("2026-11");
        Assert.Equal((3L, 0L, 0L), Erased(november));
        Assert.Equal([("recording", 3L, 0L)], By(november));
        Assert.Equal((1L, 1L, 0L), (Of(november, "holds", "placed"), Of(november, "holds", "inForceAtEnd"), Of(november, "holds", "pastReviewAtEnd")));
        Assert.Equal((1L, 1L, 0L), (Of(november, "withdrawals", "recorded"), Of(november, "withdrawals", "erasedOnTime"), Of(november, "withdrawals", "erasedLate")));
        Assert.Equal(1L, november.GetProperty("catalogue").GetProperty("withdrawals").GetProperty("settledInTime").GetInt64());
        Assert.Equal(3L, november.GetProperty("log").GetProperty("residue").EnumerateArray().Single().GetProperty("records").GetInt64());
        Assert.Equal("2027-01-04", november.GetProperty("log").GetProperty("residue")[0].GetProperty("until").GetString());

        Assert.Equal("2026-11-23T09:00:00Z", november.GetProperty("logBegan").GetString());
        // Nothing ran: two are overdue, one is past its day under a hold.
        var before = await ReportAsync("2027-01");
        Assert.Equal([("recording", 2L, 2L, 1L)], Overdue(before));
        Assert.True(before.GetProperty("soFar").GetBoolean());
        Assert.Equal(8, before.GetProperty("log").GetProperty("life").GetProperty("daysWithoutARun").GetArrayLength());
        Assert.Equal(1L, Of(before, "holds", "pastReviewAtEnd"));

        Assert.Equal(JsonValueKind.Null, before.GetProperty("logBegan").ValueKind);
        await desk.DoAsync("run", "--once");
        var january = await ReportAsync("2027-01");
        Assert.Equal((2L, 0L, 2L), (january.GetProperty("log").GetProperty("erased").GetProperty("erased").GetInt64(), Erased(january).OnTime, Erased(january).Late));
        Assert.Equal([("recording", 0L, 0L, 1L)], Overdue(january));

        var december = await ReportAsync("2026-12");
        Assert.Equal((0L, 0L, 0L), Erased(december));
        // By the promise they were to be gone by 23 December: past it when the month ended, and gone since.
        Assert.Equal(2L, december.GetProperty("log").GetProperty("overdueAtEnd").GetProperty("erasedSince").GetInt64());

        Assert.Equal((3L, 0L, 0L), Erased(await ReportAsync("2026-11")));
        foreach (var month in new[] { "2026-11", "2026-12", "2027-01" })
            await SayTheSameAsync(month);
    }

    [Fact]
    public async Task The_months_add_up_to_the_log()
    {
        await desk.DoAsync("run", "--once");
        desk.BecomeAnotherPerson();
        var hold = (await desk.DoAsync("hold", "list", "--output", "json")).Json.GetProperty("hold").ToString();
        await desk.DoAsync("hold", "release", hold);
        At(2027, 2, 1);
        await desk.DoAsync("run", "--once");
        At(2027, 11, 16);
        await desk.DoAsync("run", "--once");
        var entries = (await desk.DoAsync("audit", "list", "--output", "jsonl")).Lines.Select(l => JsonDocument.Parse(l).RootElement).ToList();
        var (onTime, late, runs, life, holds) = (0L, 0L, 0L, 0L, 0L);
        for (var month = new YearMonth(2026, 11); month.CompareTo(new YearMonth(2027, 11)) <= 0; month = month.PlusMonths(1))
        {
            var report = await ReportAsync(FormattableString.Invariant($"{month.Year:0000}-{month.Month:00}"));
            var log = report.GetProperty("log");
            Assert.True(log.GetProperty("runs").GetProperty("balanced").GetBoolean());
            Assert.Equal(Erased(report).OnTime + Erased(report).Late, Of(report, "runs", "erased"));
            Assert.Equal((Erased(report).OnTime, Erased(report).Late), (log.GetProperty("days").EnumerateArray().Sum(d => d.GetProperty("onTime").GetInt64()), log.GetProperty("days").EnumerateArray().Sum(d => d.GetProperty("late").GetInt64())));
            Assert.Equal((Erased(report).OnTime, Erased(report).Late), (By(report).Sum(b => b.OnTime), By(report).Sum(b => b.Late)));
            (onTime, late, runs, life, holds) = (onTime + Erased(report).OnTime, late + Erased(report).Late, runs + Of(report, "runs", "erased"), life + Of(report, "life", "entries"), holds + Of(report, "holds", "placed") + Of(report, "holds", "released"));
        }
        var erased = entries.LongCount(e => Kind(e) == "erased");
        Assert.Equal((erased, erased, entries.Count), (onTime + late, runs, (int)life));
        Assert.Equal(entries.LongCount(e => Kind(e) is "hold-placed" or "hold-released"), holds);
        var deadlines = entries.Where(e => Kind(e) == "erasure-intended").ToDictionary(e => e.GetProperty("seq").GetInt64(), e => e.GetProperty("eraseBy").GetString()!);
        Assert.Equal(
            entries.LongCount(e => Kind(e) == "erased" && string.CompareOrdinal(e.GetProperty("at").GetString()![..10], deadlines[e.GetProperty("intent").GetInt64()]) > 0), late);
        Assert.Equal(3, late);
    }

    [Fact]
    public async Task It_tells_limits_that_were_tripped_stops_that_were_thrown_and_what_people_said()
    {
        desk.Write("retention-schedule.yaml", Desk.Schedule[..Desk.Schedule.IndexOf("limits:", StringComparison.Ordinal)] + "limits:\n  records: 1\n  percentOfStore: 100\n  percentOfProject: 100\nsettle: P0D\n");
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("run", "--once")).Code);
        await desk.DoAsync("stop", "--because", "wrong-end-date");
        var report = await ReportAsync("2027-01");
        Assert.Equal((1L, 0L, 1L), (Of(report, "plans", "waited"), Of(report, "plans", "approved"), report.GetProperty("catalogue").GetProperty("plansWaiting").GetInt64()));
        Assert.Equal("records", report.GetProperty("log").GetProperty("plans").GetProperty("limitsTripped")[0].GetProperty("code").GetString());
        Assert.Equal((1L, true), (Of(report, "stops", "thrown"), report.GetProperty("log").GetProperty("stops").GetProperty("thrownAtEnd").GetBoolean()));
        desk.BecomeAnotherPerson();
        await desk.DoAsync("start");
        var digest = (await desk.DoAsync("plan", "list", "--output", "json")).Json.GetProperty("digest").GetString()!;
        await desk.DoAsync("approve", digest);
        await desk.DoAsync("run", "--once");
        var later = await ReportAsync("2027-01");
        Assert.Equal((1L, 1L, 0L), (Of(later, "plans", "waited"), Of(later, "plans", "approved"), later.GetProperty("catalogue").GetProperty("plansWaiting").GetInt64()));
        Assert.Equal((2L, true), (Erased(later).Late, later.GetProperty("log").GetProperty("runs").GetProperty("balanced").GetBoolean()));
        await SayTheSameAsync("2027-01");
    }

    [Fact]
    public async Task Of_a_month_that_is_ahead_or_was_over_before_the_log_began_and_of_no_month_there_is_none()
    {
        Assert.Contains("has not begun", (await StoppedAsync(ExitCode.BadInput, "2027-02")).Errors, StringComparison.Ordinal);
        Assert.Contains("before the log began", (await StoppedAsync(ExitCode.BadInput, "2026-10")).Errors, StringComparison.Ordinal);
        foreach (var none in new[] { "2026-13", "2026", "2026-1", "2026-11-01", "november", "" })
            await StoppedAsync(ExitCode.Usage, none);
        using var empty = new Desk();
        Assert.NotEqual(ExitCode.Done, (await empty.SayAsync("audit", "report", "--month", "2026-11")).Code);
    }

    [Fact]
    public async Task Nothing_is_written_over_and_a_file_is_what_its_name_says()
    {
        desk.Write("there.pdf", "mine");
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("audit", "report", "--month", "2026-11", "--to", "there.pdf")).Code);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(desk.Home, "there.pdf")));
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("audit", "report", "--month", "2026-11", "--to", "report.doc")).Code);
        await desk.DoAsync("audit", "report", "--month", "2026-11", "--to", "one.html");
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(Path.Combine(desk.Home, "one.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_changes_nothing_and_says_the_same_again()
    {
        var before = desk.Snapshot();
        await desk.DoAsync("audit", "report", "--month", "2026-12", "--to", "first");
        await desk.DoAsync("audit", "report", "--month", "2026-12", "--to", "second");
        Assert.Equal(before, desk.Snapshot());
        foreach (var kind in new[] { "html", "pdf", "json" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(desk.Home, "first", $"retention-report-2026-12.{kind}")), File.ReadAllBytes(Path.Combine(desk.Home, "second", $"retention-report-2026-12.{kind}")));
    }

    /// <summary>An entry that was altered; and a head that the log's key did not sign, over entries that are as they were.</summary>
    [Theory]
    [InlineData("UPDATE log_entries SET entry = CAST(replace(CAST(entry AS TEXT), '\"eraseBy\":\"2026-12', '\"eraseBy\":\"2028-12') AS BLOB)")]
    [InlineData("UPDATE log_head SET note = CAST(replace(CAST(note AS TEXT), substr(CAST(note AS TEXT), -20, 6), 'AAAAAA') AS BLOB)")]
    public async Task A_log_that_does_not_verify_is_not_reported(string tamper)
    {
        await ReportAsync("2026-11");
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(desk.Home, "retention-data", "catalogue.db")};Pooling=false"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = tamper;
            Assert.True(command.ExecuteNonQuery() > 0);
        }
        await StoppedAsync(ExitCode.LogDoesNotVerify, "2026-11");
    }

    private void At(int year, int month, int day) => desk.Clock.Now = Instant.FromUtc(year, month, day, 9, 0);

    private async Task<Said> StoppedAsync(ExitCode code, string month)
    {
        var said = await desk.SayAsync("audit", "report", "--month", month, "--to", "none");
        Assert.Equal((code, false), (said.Code, Directory.Exists(Path.Combine(desk.Home, "none"))));
        return said;
    }

    private async Task<JsonElement> ReportAsync(string month) => (await desk.DoAsync("audit", "report", "--month", month, "--output", "json")).Json;

    /// <summary>The figures stand in the page and on the sheets, which say the same; and neither names anybody.</summary>
    private async Task SayTheSameAsync(string month)
    {
        var report = await ReportAsync(month);
        var folder = Path.Combine(desk.Home, "reports-" + month);
        await desk.DoAsync("audit", "report", "--month", month, "--to", folder);
        var (page, sheets) = (File.ReadAllBytes(Path.Combine(folder, $"retention-report-{month}.html")), File.ReadAllBytes(Path.Combine(folder, $"retention-report-{month}.pdf")));
        Assert.Equal(report.GetRawText(), File.ReadAllText(Path.Combine(folder, $"retention-report-{month}.json")));
        var (html, pdf) = (ReadBack.OfHtml(page), ReadBack.OfPdf(sheets, month + (report.GetProperty("soFar").GetBoolean() ? " SO FAR" : ""), $"Retention report for {month}"));
        Assert.Equal(html, pdf);
        var (erased, holds) = (Erased(report), Of(report, "holds", "inForceAtEnd"));
        foreach (var figure in new[]
        {
            $"erasedontime(log){erased.OnTime}erasedlate(log){erased.Late}", $"holdsinforceattheend(log){holds}", $"recorded{Of(report, "withdrawals", "recorded")}byground",
            $"root{report.GetProperty("verdict").GetProperty("root").GetString()}", "theybalanceyes", $"overduenow(catalogue){Overdue(report).Sum(o => o.Now)}",
        })
        {
            Assert.Contains(figure, pdf, StringComparison.Ordinal);
        }
        foreach (var text in new[] { report.GetRawText(), html, pdf })
            Assert.All(new[] { "P01", "P03", "P04", "Q01", ".wav", "latearrival", "CASE/17", "os-" }, name => Assert.DoesNotContain(name, text, StringComparison.OrdinalIgnoreCase));
    }

    private static (long Total, long OnTime, long Late) Three(JsonElement of) => (of.GetProperty("erased").GetInt64(), of.GetProperty("onTime").GetInt64(), of.GetProperty("late").GetInt64());

    private static (long OnTime, long Late, long Absent) Erased(JsonElement report)
    {
        var of = report.GetProperty("log").GetProperty("erased");
        Assert.Equal(Three(of).Total, Three(of).OnTime + Three(of).Late);
        return (Three(of).OnTime, Three(of).Late, of.GetProperty("alreadyAbsent").GetInt64());
    }

    private static IReadOnlyList<(string Category, long OnTime, long Late)> By(JsonElement report) =>
        [.. report.GetProperty("log").GetProperty("by").EnumerateArray().Select(b => (b.GetProperty("category").GetString()!, b.GetProperty("onTime").GetInt64(), b.GetProperty("late").GetInt64()))];

    private static IReadOnlyList<(string Category, long AtEnd, long Now, long Held)> Overdue(JsonElement report) =>
        [.. report.GetProperty("catalogue").GetProperty("overdue").EnumerateArray().Select(o => (o.GetProperty("category").GetString()!, o.GetProperty("atEnd").GetInt64(), o.GetProperty("now").GetInt64(), o.GetProperty("heldNow").GetInt64()))];

    private static long Of(JsonElement report, string part, string figure) => report.GetProperty("log").GetProperty(part).GetProperty(figure).GetInt64();

    private static string Kind(JsonElement entry) => entry.GetProperty("kind").GetString()!;
}
