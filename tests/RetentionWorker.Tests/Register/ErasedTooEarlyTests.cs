using System.Text.Json;
using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Register;

/// <summary>What was erased by a fact that was wrong cannot be brought back by correcting it: a person judges whether that is a breach (UK GDPR Art. 33).</summary>
public sealed class ErasedTooEarlyTests : IAsyncLifetime
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
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_later_end_that_comes_too_late_for_what_a_mistyped_one_erased_is_a_possible_breach(bool namesAreForgotten)
    {
        await EndAsync("2026-11-20");
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds(Recording));
        if (namesAreForgotten)
        {
            desk.Clock.Now += Duration.FromDays(40);
            await desk.DoAsync("run", "--once");
            Assert.NotEqual(ExitCode.Done, (await desk.SayAsync("explain", "interviews:" + Recording)).Code);
        }
        Assert.Contains(
            "2 of the erased records would have been kept by it",
            (await desk.DoAsync("project", "end", "study-1", "--on", "2027-06-30", "--event", "report-accepted", "--preview")).Errors, StringComparison.Ordinal);
        var digest = await AskAsync("project", "end", "study-1", "--on", "2027-06-30", "--event", "report-accepted", "--informed", "as-promised");
        Assert.Contains("it comes too late for 2 records", (await desk.DoAsync("correction", "show", digest)).Output, StringComparison.Ordinal);
        Assert.Empty(await BreachesAsync());

        desk.BecomeAnotherPerson();
        Assert.Contains("2 records that it would have kept are erased: a possible breach", (await desk.DoAsync("approve", digest)).Errors, StringComparison.Ordinal);
        var stop = Assert.Single(await BreachesAsync());
        Assert.Equal(("erased-too-early", 2L), (stop.GetProperty("code").GetString(), stop.GetProperty("records").GetInt64()));
        Assert.Equal(desk.Clock.Now + Duration.FromHours(72), NodaTime.Text.InstantPattern.General.Parse(stop.GetProperty("mustBeResolvedBy").GetString()!).Value);
        var noted = Assert.Single(await EntriesAsync("breach-noted"));
        Assert.Equal(("erased-too-early", 2L), (noted.GetProperty("code").GetString(), noted.GetProperty("records").GetInt64()));
        await desk.DoAsync("audit", "verify");

        // Each record counts once, however often the end is moved.
        await desk.DoAsync("breach", "close", stop.GetProperty("subject").GetString()!, "--because", "no-risk");
        await desk.CorrectAsync("project", "end", "study-1", "--on", "2027-07-31", "--event", "report-accepted", "--informed", "as-promised");
        Assert.Empty(await BreachesAsync());
    }

    [Fact]
    public async Task A_reopening_counts_like_a_later_end_and_leaves_out_what_a_withdrawal_made_due()
    {
        await desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P01", "--on", "2026-11-20", "--ground", "consent");
        await EndAsync("2026-11-20");
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds(Recording));
        await desk.CorrectAsync("project", "reopen", "study-1", "--informed", "as-promised");
        Assert.Equal(1L, Assert.Single(await BreachesAsync()).GetProperty("records").GetInt64());
    }

    [Fact]
    public async Task What_the_corrected_end_makes_due_by_then_too_is_none()
    {
        await EndAsync("2026-11-18");
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds(Recording));
        await desk.CorrectAsync("project", "end", "study-1", "--on", "2026-11-22", "--event", "report-accepted", "--informed", "as-promised");
        Assert.Empty(await BreachesAsync());
    }

    [Fact]
    public async Task A_longer_rule_counts_what_may_still_be_brought_back()
    {
        await EndAsync("2026-11-20");
        await desk.DoAsync("run", "--once");
        await desk.ReplaceScheduleAsync(Desk.Schedule.Replace("eraseAfter: P0D\n    eraseBy: P14D", "eraseAfter: P10D\n    eraseBy: P14D", StringComparison.Ordinal));
        Assert.Equal(2L, Assert.Single(await BreachesAsync()).GetProperty("records").GetInt64());
    }

    [Theory]
    [InlineData("project", "reopen", "study-1", "--informed", "as-promised")]
    [InlineData("project", "end", "study-1", "--on", "2027-06-30", "--event", "report-accepted", "--informed", "as-promised")]
    public async Task A_correction_that_waits_hides_nothing_from_another_that_takes_effect_meanwhile(params string[] waits)
    {
        await EndAsync("2026-11-20");
        await desk.DoAsync("run", "--once");
        var waiting = await AskAsync(waits);
        await desk.ReplaceScheduleAsync(Desk.Schedule.Replace("eraseAfter: P0D\n    eraseBy: P14D", "eraseAfter: P10D\n    eraseBy: P14D", StringComparison.Ordinal));
        Assert.Equal(2L, Assert.Single(await BreachesAsync()).GetProperty("records").GetInt64());
        await desk.DoAsync("reject", waiting, "--because", "wrong-facts");
        Assert.Equal(2L, Assert.Single(await BreachesAsync()).GetProperty("records").GetInt64());
    }

    [Fact]
    public async Task A_role_that_is_corrected_while_an_end_waits_counts_too()
    {
        await EndAsync("2026-11-20");
        await desk.DoAsync("run", "--once");
        await AskAsync("project", "reopen", "study-1", "--informed", "as-promised");
        await desk.DoAsync("project", "role", "study-1", "--to", "processor");
        Assert.Equal(2L, Assert.Single(await BreachesAsync()).GetProperty("records").GetInt64());
    }

    [Fact]
    public async Task A_merger_into_a_project_that_goes_on_counts_too()
    {
        await desk.DoAsync("project", "add", "long", "--planned-end", "2039-12-31");
        await EndAsync("2026-11-20");
        await desk.DoAsync("run", "--once");
        await desk.CorrectAsync("project", "merge", "study-1", "--into", "long", "--informed", "public-notice");
        Assert.Equal(2L, Assert.Single(await BreachesAsync()).GetProperty("records").GetInt64());
    }

    [Fact]
    public async Task What_was_erased_before_anybody_knew_that_another_controller_had_to_choose_is_one()
    {
        await EndAsync("2026-11-20");
        await desk.DoAsync("run", "--once");
        Assert.Contains("2 of its records are erased, and no controller chose that", (await desk.DoAsync("project", "role", "study-1", "--to", "processor")).Errors, StringComparison.Ordinal);
        Assert.Equal(2L, Assert.Single(await BreachesAsync()).GetProperty("records").GetInt64());
    }

    [Fact]
    public async Task What_the_only_person_of_a_site_approved_a_day_ago_is_noted_when_it_takes_effect()
    {
        await EndAsync("2026-11-20");
        await desk.DoAsync("run", "--once");
        var digest = await AskAsync("project", "reopen", "study-1", "--informed", "as-promised");
        await desk.DoAsync("approve", digest, "--as-single-operator");
        Assert.Empty(await BreachesAsync());
        desk.Clock.Now += Duration.FromHours(24);
        await desk.DoAsync("run", "--once");
        Assert.Equal(2L, Assert.Single(await BreachesAsync()).GetProperty("records").GetInt64());
    }

    private Task<Said> EndAsync(string on) => desk.DoAsync("project", "end", "study-1", "--on", on, "--event", "report-accepted");

    private async Task<string> AskAsync(params string[] arguments)
    {
        var said = await desk.SayAsync([.. arguments, "--output", "json"]);
        Assert.True(said.Code == ExitCode.Refused, $"{said.Code}: {said.Output}{said.Errors}");
        return said.Json.GetProperty("correction").GetProperty("correction").GetString()!;
    }

    private async Task<IReadOnlyList<JsonElement>> BreachesAsync() =>
        [.. (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray().Where(s => s.GetProperty("kind").GetString() == "possible-breach")];

    private async Task<List<JsonElement>> EntriesAsync(string kind) =>
        [.. (await desk.DoAsync("audit", "list", "--output", "json")).Lines.Select(l => JsonDocument.Parse(l).RootElement).Where(e => e.GetProperty("kind").GetString() == kind)];
}
