using CsvHelper;
using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;
using RetentionWorker.Tests.Deploy;

namespace RetentionWorker.Tests.BadInput;

/// <summary>The rows that concern approvals, plans and holds, at the command line: one clear refusal each, and nothing is changed.</summary>
public sealed class ApprovalRowTests : IAsyncLifetime
{
    /// <summary>Where each row is tried.</summary>
    private static readonly Dictionary<string, string> Tried = new()
    {
        ["B005"] = "PolicyFileTests",
        ["B031"] = nameof(ApprovalRowTests),
        ["B032"] = nameof(ApprovalRowTests),
        ["B051"] = "BadInputTests",
        ["B059"] = nameof(ApprovalRowTests),
        ["B068"] = nameof(ApprovalRowTests),
        ["B076"] = nameof(ApprovalRowTests),
    };

    private const string ContactDetails = "interviews:study-1/contact-details/P01/a.wav";

    private static readonly string InForce = Desk.Schedule.Replace("records: 10000", "records: 1", StringComparison.Ordinal);

    private readonly Desk desk = new();

    public async ValueTask InitializeAsync()
    {
        await desk.WithStudyAsync();
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        desk.Write("retention-schedule.yaml", InForce);
        await desk.DoAsync("discover");
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Every_row_of_approvals_plans_and_holds_is_tried()
    {
        using var csv = CsvReader.FromFile(Repository.File("tests", "RetentionWorker.Tests", "BadInput", "bad-input.csv"), CsvReaderOptions.Default with { Separator = ',' }, FileOptions.None);
        var rows = new List<string>();
        while (csv.Read())
        {
            var text = $"{csv.GetString("input")} {csv.GetString("expected")}";
            if (((string[])["approv", "plan hash", "plan file", "on hold", "_hold", "a hold"]).Any(w => text.Contains(w, StringComparison.Ordinal)))
                rows.Add(csv.GetString("id"));
        }
        // P0D needs no two people here: it is allowed where it is written.
        Assert.Empty(rows.Except(Tried.Keys).Except(["B017"]));
        Assert.Empty(Tried.Keys.Except(rows));
    }

    [Fact]
    public async Task B031_a_schedule_that_moves_days_counts_for_nothing_unapproved_and_is_not_approved_by_its_author()
    {
        desk.Write("retention-schedule.yaml", Shortened);
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("run", "--once")).Code);
        Assert.Equal("2027-11-11", await EraseFromAsync());
        var digest = await ProposedAsync();
        await RefusedAsync(ExitCode.NotPermitted, "who asked", "approve", digest);
        // By the only person there is it would count a day later; until then it can be taken back, and nothing has moved.
        await desk.DoAsync("approve", digest, "--as-single-operator");
        await desk.DoAsync("discover");
        Assert.Equal("2027-11-11", await EraseFromAsync());
        await desk.DoAsync("reject", digest, "--because", "wrong-facts");

        digest = await ProposedAsync();
        desk.BecomeAnotherPerson();
        await desk.DoAsync("approve", digest);
        await desk.DoAsync("discover");
        Assert.Equal("2026-11-21", await EraseFromAsync());
    }

    [Theory]
    [InlineData(false, "study-1 contact-details: 2 records kept (2027-11-11 to 2027-11-20) -> due (2026-11-21 to 2027-11-20)", "2026-11-21")]
    [InlineData(true, "study-1 contact-details: 2 records kept (2027-11-11 to 2027-11-20) -> kept", null)]
    public async Task B032_a_shorter_period_or_a_rule_that_is_gone_needs_an_approval_that_shows_the_records_and_ends_no_hold(bool gone, string moved, string? eraseFrom)
    {
        await desk.DoAsync("hold", "place", "--project", "study-1", "--participant", "P02", "--mandate", "regulator", "--reference", "ICO-1", "--review-by", "2027-01-01");
        desk.Write("retention-schedule.yaml", gone ? WithoutContactDetails : Shortened);
        string[] informed = gone ? ["--informed", "public-notice"] : [];
        await desk.DoAsync("discover");
        Assert.Equal("2027-11-11", await EraseFromAsync());
        var digest = await ProposedAsync(informed);
        desk.BecomeAnotherPerson();
        Assert.Contains(moved, (await desk.DoAsync("correction", "show", digest)).Output, StringComparison.Ordinal);
        Assert.Equal("2027-11-11", await EraseFromAsync());
        await desk.DoAsync("approve", digest);
        await desk.DoAsync("discover");
        Assert.Equal(eraseFrom, await EraseFromAsync());
        Assert.Equal("held", (await desk.DoAsync("explain", "interviews:study-1/recording/P02/a.wav", "--output", "json")).Json.GetProperty("decision").GetString());
    }

    [Fact]
    public async Task B059_another_digest_a_stale_plan_and_one_that_was_carried_out_are_not_approved()
    {
        var digest = await WaitingAsync();
        await RefusedAsync(ExitCode.BadInput, "no plan", "approve", (digest[0] == '0' ? '1' : '0') + digest[1..]);
        desk.Clock.Now += Duration.FromHours(24);
        await RefusedAsync(ExitCode.Refused, "has expired", "approve", digest);
        // Made anew and looked at again it can be approved, although nothing of it changed.
        var anew = await WaitingAsync();
        Assert.Equal(digest, anew);
        await RefusedAsync(ExitCode.NotPermitted, "who asked", "approve", anew);
        await desk.DoAsync("approve", anew, "--as-single-operator");
        await RefusedAsync(ExitCode.Refused, "was approved already", "approve", anew);
        desk.Clock.Now += Duration.FromHours(24);
        await desk.DoAsync("run", "--once");
        await RefusedAsync(ExitCode.Refused, "was carried out before", "approve", anew);
        await RefusedAsync(ExitCode.Refused, "was carried out before", "reject", anew, "--because", "wrong-facts");
    }

    [Theory]
    [InlineData("on hold (hold 1)", "--participant", "P02", "--category", "recording")]
    [InlineData("not due before 2027-11-11", "--category", "contact-details")]
    public async Task B068_what_is_on_hold_or_not_due_is_not_purged_and_the_reason_is_named(string reason, params string[] scope)
    {
        await desk.DoAsync("hold", "place", "--project", "study-1", "--participant", "P02", "--mandate", "regulator", "--reference", "ICO-1", "--review-by", "2027-01-01");
        await desk.DoAsync("plan");
        await RefusedAsync(ExitCode.Refused, reason, ["purge", "--project", "study-1", "--yes", "--plan", new string('0', 64), .. scope]);
    }

    [Fact]
    public async Task B076_a_digest_that_was_edited_cut_short_or_is_of_another_host_or_too_old_is_carried_out_by_nobody()
    {
        var digest = await WaitingAsync();
        await RefusedAsync(ExitCode.Refused, "no plan", "purge", "--yes", "--plan", (digest[0] == '0' ? '1' : '0') + digest[1..]);
        await RefusedAsync(ExitCode.Usage, "", "purge", "--yes", "--plan", digest[..40]);
        using (var elsewhere = new Desk())
        {
            await elsewhere.WithStudyAsync();
            Assert.Equal(ExitCode.Refused, (await elsewhere.SayAsync("purge", "--yes", "--plan", digest)).Code);
        }
        desk.Clock.Now += Duration.FromHours(24);
        // That somebody asked is on the log.
        Assert.Contains("has expired", (await desk.SayAsync("purge", "--yes", "--plan", digest)).Errors, StringComparison.Ordinal);
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));
    }

    private static string Shortened => InForce.Replace("P11M21D", "P0D", StringComparison.Ordinal);

    private static string WithoutContactDetails
    {
        get
        {
            var (from, to) = (InForce.IndexOf("  - id: contact-details", StringComparison.Ordinal), InForce.IndexOf("  - id: everything", StringComparison.Ordinal));
            return InForce.Remove(from, to - from);
        }
    }

    private async Task<string?> EraseFromAsync() => (await desk.DoAsync("explain", ContactDetails, "--output", "json")).Json.GetProperty("eraseFrom").GetString();

    private async Task<string> ProposedAsync(params string[] informed)
    {
        var said = await desk.SayAsync(["schedule", "propose", "--output", "json", .. informed]);
        Assert.Equal(ExitCode.Refused, said.Code);
        return said.Json.GetProperty("correction").GetProperty("correction").GetString()!;
    }

    private async Task<string> WaitingAsync()
    {
        var digest = (await desk.DoAsync("plan", "--project", "study-1", "--save", "--output", "json")).Json.GetProperty("digest").GetString()!;
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("purge", "--yes", "--plan", digest)).Code);
        return digest;
    }

    private async Task RefusedAsync(ExitCode code, string told, params string[] arguments)
    {
        var before = desk.Snapshot();
        var said = await desk.SayAsync(arguments);
        Assert.Contains(told, said.Errors, StringComparison.Ordinal);
        Assert.Equal((code, ""), (said.Code, said.Output));
        Assert.Equal(before, desk.Snapshot());
    }
}
