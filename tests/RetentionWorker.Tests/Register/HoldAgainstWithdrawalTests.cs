using System.Text.Json;
using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Register;

/// <summary>A hold against somebody's request for erasure names its ground, and whoever asked is told (UK GDPR Art. 17(3), 12(4)).</summary>
public sealed class HoldAgainstWithdrawalTests : IAsyncLifetime
{
    private static readonly string[] Place = ["hold", "place", "--project", "study-1", "--mandate", "litigation", "--reference", "L/1", "--review-by", "2027-11-25"];

    private readonly Desk desk = new();

    public async ValueTask InitializeAsync() => await desk.WithStudyAsync();

    [Theory]
    [InlineData]
    [InlineData("--participant", "P01")]
    [InlineData("--category", "recording")]
    [InlineData("--record", "interviews:study-1/recording/P01/a.wav")]
    public async Task A_hold_over_records_of_somebody_who_withdrew_needs_its_ground(params string[] scope)
    {
        await WithdrawAsync("erasure-request");
        var before = desk.Snapshot();
        var said = await desk.SayAsync([.. Place, .. scope]);
        Assert.Equal(ExitCode.BadInput, said.Code);
        Assert.Contains("withdrawal 1 (erasure-request, received on 2026-11-20) is in force for somebody whom this hold covers", said.Errors, StringComparison.Ordinal);
        Assert.Contains("freedom-of-expression | legal-obligation | public-health | research | legal-claims", said.Errors, StringComparison.Ordinal);
        Assert.Equal(before, desk.Snapshot());
        Assert.Equal("legal-claims", (await desk.DoAsync([.. Place, .. scope, "--ground", "legal-claims", "--output", "json"])).Json.GetProperty("ground").GetString());
        Assert.Contains("\"ground\":\"legal-claims\"", (await desk.DoAsync("audit", "list", "--output", "json", "--kind", "hold-placed")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--participant", "P02")]
    [InlineData("--record", "interviews:study-1/recording/P02/a.wav")]
    public async Task A_hold_over_others_needs_none(params string[] scope)
    {
        await WithdrawAsync("consent");
        await desk.DoAsync([.. Place, .. scope]);
    }

    [Fact]
    public async Task A_hold_over_a_whole_needs_its_ground_against_a_withdrawal_from_what_was_merged_into_it()
    {
        desk.Record("pilot/recording/P01/a.wav");
        await desk.DoAsync("project", "add", "pilot", "--planned-end", "2026-12-31");
        await desk.DoAsync("discover");
        await desk.DoAsync("withdraw", "--project", "pilot", "--participant", "P01", "--on", "2026-11-20", "--ground", "erasure-request");
        string[] record = ["--record", "interviews:pilot/recording/P01/a.wav"];
        Assert.Contains("is of project pilot, not of study-1", (await desk.SayAsync([.. Place, .. record])).Errors, StringComparison.Ordinal);
        await desk.CorrectAsync("project", "merge", "pilot", "--into", "study-1");
        foreach (var scope in new[] { [], record })
        {
            var said = await desk.SayAsync([.. Place, .. scope]);
            Assert.True(said.Code == ExitCode.BadInput, $"{said.Code}: {said.Output}{said.Errors}");
            Assert.Contains("--ground is missing", said.Errors, StringComparison.Ordinal);
        }
        var placed = await desk.DoAsync([.. Place, .. record, "--ground", "legal-claims"]);
        Assert.DoesNotContain("covers whatever matches it exactly", placed.Errors, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await desk.DoAsync("hold", "list", "--output", "json")).Json.GetProperty("unmatched").ValueKind);
    }

    [Fact]
    public async Task A_hold_needs_none_once_everything_that_was_asked_for_is_done()
    {
        await WithdrawAsync("consent");
        await desk.DoAsync("run", "--once");
        await desk.DoAsync(Place);
    }

    [Fact]
    public async Task A_withdrawal_under_a_hold_starts_the_clock_to_tell_whoever_asked()
    {
        await desk.DoAsync([.. Place, "--participant", "P01"]);
        await WithdrawAsync("erasure-request");
        desk.Clock.Now = Instant.FromUtc(2026, 12, 15, 9, 0);
        await desk.DoAsync("run", "--once");
        var status = await desk.SayAsync("status", "--detailed-exitcode");
        Assert.Equal(ExitCode.NeedsPerson, status.Code);
        Assert.Contains("hold 1 keeps records against withdrawal 1 and names no ground", status.Output, StringComparison.Ordinal);
        Assert.Contains("to be told, without delay and by 2026-12-20", status.Output, StringComparison.Ordinal);

        await desk.DoAsync("hold", "ground", "1", "--ground", "legal-claims");
        await desk.DoAsync("withdraw", "inform", "1", "--on", "2026-12-14");
        var standing = (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("withdrawals")[0];
        Assert.Equal((false, "2026-12-14", 2, 2), (standing.GetProperty("informDue").GetBoolean(), standing.GetProperty("informedOn").GetString(), standing.GetProperty("remaining").GetInt64(), standing.GetProperty("held").GetInt64()));
        Assert.Equal(ExitCode.Done, (await desk.SayAsync("status", "--detailed-exitcode")).Code);

        // Another hold is another reason, of which they know nothing yet.
        desk.Clock.Now += Duration.FromHours(1);
        await desk.DoAsync([.. Place, "--ground", "legal-obligation"]);
        Assert.True((await desk.DoAsync("status", "--output", "json")).Json.GetProperty("withdrawals")[0].GetProperty("informDue").GetBoolean());
    }

    [Fact]
    public async Task A_withdrawal_past_its_internal_limit_says_which_hold_keeps_what()
    {
        await desk.DoAsync([.. Place, "--participant", "P01", "--category", "recording"]);
        await WithdrawAsync("consent");
        await desk.DoAsync("run", "--once");
        desk.Clock.Now = Instant.FromUtc(2026, 12, 22, 9, 0);
        Assert.Contains("withdrawal 1 is past its internal limit 2026-12-20, 2 days ago: 1 record is still there, 1 of them held (hold 1)", (await desk.SayAsync("status")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-24", "lies in the future")]
    [InlineData("2026-11-19", "before withdrawal 1 was received")]
    public async Task Nobody_was_told_on_a_day_that_cannot_be(string on, string why)
    {
        await WithdrawAsync("consent");
        var before = desk.Snapshot();
        var said = await desk.SayAsync("withdraw", "inform", "1", "--on", on);
        Assert.Equal(ExitCode.BadInput, said.Code);
        Assert.Contains(why, said.Errors, StringComparison.Ordinal);
        Assert.Equal(before, desk.Snapshot());
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<Said> WithdrawAsync(string ground) => desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P01", "--on", "2026-11-20", "--ground", ground);
}
