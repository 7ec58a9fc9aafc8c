using System.Text.Json;
using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Register;

public sealed class WithdrawalOutlookTests : IAsyncLifetime
{
    private const string MoreRules = """
          - id: incentive-payments-tax
            category: incentive-payment
            startsAt: collected
            retain: P6Y
            obligation: tax-records
            eraseAfter: P6Y
            eraseBy: P6Y3M
            because: "Tax."
          - id: anonymised-datasets
            category: anonymised
            disposition: keep
            reviewEvery: P5Y
            because: "No personal data."
          - id: notes-at-project-end
            category: note
            startsAt: project-end
            eraseAfter: P0D
            eraseBy: P14D
            because: "Leaflet."
        limits:
        """;

    private readonly Desk desk = new();

    public async ValueTask InitializeAsync()
    {
        desk.Write("retention-schedule.yaml", Desk.Schedule.Replace("limits:", MoreRules.TrimStart(), StringComparison.Ordinal).Replace("\n- id: incentive", "\n  - id: incentive", StringComparison.Ordinal));
        foreach (var category in new[] { "transcript", "incentive-payment", "anonymised", "note", "unheard-of" })
            desk.Record($"study-1/{category}/P01/a");
        desk.Record("study-1/recording/P01+P02/both.wav");
        desk.Record("study-2/recording/P01/a.wav");
        await desk.WithStudyAsync();
    }

    [Fact]
    public async Task Shows_what_goes_and_by_when_and_of_what_stays_the_code()
    {
        await desk.DoAsync("hold", "place", "--project", "study-1", "--participant", "P01", "--category", "contact-details", "--mandate", "litigation", "--reference", "L/1", "--review-by", "2027-11-25");
        var said = await desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P01", "--on", "2026-11-20", "--ground", "erasure-request", "--output", "json");
        var answer = said.Json;

        Assert.Equal(
            ["recording 2026-11-21 2026-12-20", "transcript 2026-11-21 2026-12-20"],
            answer.GetProperty("goes").EnumerateArray().Select(l => $"{Text(l, "category")} {Text(l, "eraseFrom")} {Text(l, "eraseBy")}"));
        Assert.Equal(
            ["anonymised already-anonymised", "contact-details held", "incentive-payment obligation", "note no-withdrawal-rule", "unheard-of unclassified"],
            answer.GetProperty("stays").EnumerateArray().Select(l => $"{Text(l, "category")} {Text(l, "code")}"));
        Assert.Equal("interviews:study-1/recording/P01+P02/both.wav", Text(Assert.Single(answer.GetProperty("shared").EnumerateArray()), "record"));
        Assert.Equal(["study-2"], answer.GetProperty("alsoIn").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal(("2026-12-20", "2026-12-20"), (Text(answer, "eraseBy"), Text(answer, "informBy")));
        Assert.Contains("the same participant id is known in other projects: study-2", said.Errors, StringComparison.Ordinal);
        Assert.Contains("hold 1 keeps records against withdrawal 1 and names no ground", said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_what_was_erased_and_when_even_after_its_names_are_forgotten()
    {
        await desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P01", "--on", "2026-11-20", "--ground", "consent");
        await desk.DoAsync("run", "--once");
        var name = Convert.ToHexString("study-1/recording/P01/a.wav"u8);
        Assert.Contains(name, desk.Snapshot(), StringComparison.Ordinal);
        desk.Clock.Now += Duration.FromDays(40);
        await desk.DoAsync("run", "--once");

        // What went has no exact name left, and the withdrawal is no noise: it is matched, through, and shown on asking.
        Assert.DoesNotContain(name, desk.Snapshot(), StringComparison.Ordinal);
        var status = (await desk.DoAsync("status", "--output", "json")).Json;
        Assert.Equal((0, 0), (status.GetProperty("unmatchedWithdrawals").GetArrayLength(), status.GetProperty("withdrawals").GetArrayLength()));
        var erased = (await desk.DoAsync("withdraw", "show", "1", "--output", "json")).Json.GetProperty("erased");
        Assert.Equal(
            ["contact-details 2026-11-23 1", "recording 2026-11-23 1", "transcript 2026-11-23 1"],
            erased.EnumerateArray().Select(l => $"{Text(l, "category")} {Text(l, "erasedOn")} {l.GetProperty("records").GetInt64()}"));
        Assert.Contains("recording: 1 record was erased on 2026-11-23", (await desk.DoAsync("withdraw", "show", "1")).Output, StringComparison.Ordinal);
        Assert.Contains("P01", (await desk.DoAsync("withdraw", "list", "--output", "json")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exempted_category_stays_under_its_ordinary_rules_with_its_reference()
    {
        await desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P01", "--on", "2026-11-20", "--ground", "consent");
        var said = (await desk.DoAsync("withdraw", "exempt", "1", "--category", "transcript", "--because", "research-impairment", "--reference", "ETHICS/4", "--output", "json")).Json;
        var stays = said.GetProperty("stays").EnumerateArray().Single(l => Text(l, "category") == "transcript");
        Assert.Equal(("research-impairment", "ETHICS/4"), (Text(stays, "code"), Text(stays, "reference")));
        Assert.Equal("2026-12-20", Text(said, "informBy"));
        await desk.DoAsync("run", "--once");
        Assert.Equal((true, false), (desk.Holds("study-1/transcript/P01/a"), desk.Holds("study-1/recording/P01/a.wav")));
        Assert.Contains("kept (research-impairment)", (await desk.DoAsync("explain", "interviews:study-1/transcript/P01/a")).Output, StringComparison.Ordinal);

        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-21", "--event", "cancelled");
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("study-1/transcript/P01/a"));
        Assert.Contains("withdrawal-exempted", (await desk.DoAsync("audit", "list", "--output", "json")).Output, StringComparison.Ordinal);
        await desk.DoAsync("audit", "verify");
    }

    [Fact]
    public async Task What_somebody_said_no_to_stays_with_the_plan_that_they_rejected_until_somebody_says_yes()
    {
        var schedule = File.ReadAllText(Path.Combine(desk.Home, "retention-schedule.yaml"));
        desk.Write("retention-schedule.yaml", schedule.Replace("records: 10000", "records: 1", StringComparison.Ordinal));
        await desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P01", "--on", "2026-11-20", "--ground", "consent");
        await desk.DoAsync("hold", "place", "--project", "study-1", "--record", "interviews:study-1/transcript/P01/a", "--mandate", "litigation", "--ground", "legal-claims", "--reference", "L/1", "--review-by", "2027-11-25");
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("run", "--once")).Code);
        var digest = WaitingPlan(await desk.DoAsync("plan", "list", "--output", "json"));
        await desk.DoAsync("reject", digest, "--because", "unlawful");
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("run", "--once")).Code);

        var shown = (await desk.DoAsync("withdraw", "show", "1", "--output", "json")).Json;
        Assert.Equal(["contact-details rejected 1", "recording rejected 1", "transcript held"], Stays(shown));
        Assert.Empty(shown.GetProperty("goes").EnumerateArray());
        Assert.Contains($"unlawful, plan {digest}); otherwise they go from 2026-11-21, gone by 2026-12-20", (await desk.DoAsync("withdraw", "show", "1")).Output, StringComparison.Ordinal);

        var anew = (await desk.DoAsync("plan", "--project", "study-1", "--save", "--output", "json")).Json.GetProperty("digest").GetString()!;
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("purge", "--yes", "--plan", anew)).Code);
        Assert.Empty((await desk.DoAsync("withdraw", "show", "1", "--output", "json")).Json.GetProperty("goes").EnumerateArray());
        desk.BecomeAnotherPerson();
        await desk.DoAsync("approve", anew);
        Assert.Equal(2, (await desk.DoAsync("withdraw", "show", "1", "--output", "json")).Json.GetProperty("goes").GetArrayLength());

        static IEnumerable<string> Stays(JsonElement shown) => shown.GetProperty("stays").EnumerateArray()
            .Where(l => Text(l, "code") is "rejected" or "held").Select(l => $"{Text(l, "category")} {Text(l, "code")}{(l.TryGetProperty("rejection", out var no) && no.ValueKind == JsonValueKind.Object ? $" {no.GetProperty("records").GetInt32()}" : "")}");
    }

    private static string WaitingPlan(Said said) => JsonDocument.Parse(Assert.Single(said.Lines)).RootElement.GetProperty("digest").GetString()!;

    [Theory]
    [InlineData(ExitCode.BadInput, "is not 1 to 40", "1", "--category", "note", "--reference", "Mrs Miller said so")]
    [InlineData(ExitCode.BadInput, "there is no withdrawal 9", "9", "--category", "note", "--reference", "E/1")]
    [InlineData(ExitCode.Usage, "--category", "1", "--reference", "E/1")]
    [InlineData(ExitCode.Usage, "--reference", "1", "--category", "note")]
    internal async Task An_exemption_that_makes_no_sense_is_not_recorded(ExitCode code, string why, params string[] more)
    {
        await desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P01", "--on", "2026-11-20", "--ground", "consent");
        var before = desk.Snapshot();
        var said = await desk.SayAsync(["withdraw", "exempt", "--because", "research-impairment", .. more]);
        Assert.Equal(code, said.Code);
        Assert.Contains(why, said.Errors, StringComparison.Ordinal);
        Assert.Equal(before, desk.Snapshot());
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string? Text(JsonElement of, string key) => of.GetProperty(key).GetString();
}
