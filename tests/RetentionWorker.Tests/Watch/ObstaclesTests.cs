using System.Text.Json;
using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Watch;

/// <summary>What needs a person is listed first, with a clock, and ends by what is said to end it.</summary>
public sealed class ObstaclesTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync() => await desk.WithStudyAsync();

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Where_nothing_needs_a_person_there_is_none_and_a_script_hears_zero()
    {
        Assert.Empty(await StopsAsync());
        await desk.DoAsync("status", "--detailed-exitcode");
    }

    [Fact]
    public async Task A_thrown_switch_counts_down_to_the_earliest_deadline_and_ends_by_start()
    {
        await EndAsync("2026-11-20");
        await desk.DoAsync("stop", "--because", "wrong-end-date");
        desk.Clock.Now += Duration.FromDays(1);
        var stop = await OnlyAsync("stopped");
        // Gone by the end of 4 December, London's winter time.
        Assert.Equal(("stop", "wrong-end-date", 2L, "2026-11-23T09:00:00Z", "2026-12-05T00:00:00Z", 10, false), Facts(stop));
        Assert.Equal("retention start", stop.GetProperty("remedy").GetString());
        Assert.Equal(ExitCode.NeedsPerson, (await desk.SayAsync("status", "--detailed-exitcode")).Code);
        Assert.StartsWith("retention start", (await desk.DoAsync("status")).Lines.First(l => l.StartsWith("stopped stop: ", StringComparison.Ordinal))["stopped stop: ".Length..], StringComparison.Ordinal);
        await desk.DoAsync("start");
        Assert.Empty(await StopsAsync());
    }

    [Fact]
    public async Task A_switch_that_was_thrown_by_hand_is_one_before_anybody_noted_it()
    {
        desk.Write("retention-data/stop", "");
        Assert.Equal("file", (await OnlyAsync("stopped")).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_waiting_plan_counts_down_to_its_records_deadline_and_ends_by_an_approval()
    {
        desk.Write("retention-schedule.yaml", Desk.Schedule.Replace("records: 10000", "records: 1", StringComparison.Ordinal));
        await EndAsync("2026-11-20");
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("run", "--once")).Code);
        var plan = await OnlyAsync("plan-waits");
        var digest = plan.GetProperty("subject").GetString();
        Assert.Equal((digest, "beyond-limit", 2L, "2026-11-23T09:00:00Z", "2026-12-05T00:00:00Z", 11, false), Facts(plan));
        Assert.Equal($"retention approve {digest}", plan.GetProperty("remedy").GetString());
        await desk.DoAsync("approve", digest!, "--as-single-operator");
        Assert.Empty(await StopsAsync());
    }

    [Fact]
    public async Task A_plan_that_the_only_person_approved_stays_on_the_list_while_it_can_be_taken_back()
    {
        desk.Write("retention-schedule.yaml", Desk.Schedule.Replace("records: 10000", "records: 1", StringComparison.Ordinal));
        await EndAsync("2026-11-20");
        await desk.SayAsync("run", "--once");
        await desk.DoAsync("plan", "--save");
        var digest = (await OnlyAsync("plan-waits")).GetProperty("subject").GetString()!;
        await desk.DoAsync("approve", digest, "--as-single-operator");
        var plan = await OnlyAsync("plan-waits");
        Assert.Equal((digest, "counts-later", 2L, "2026-11-23T09:00:00Z", "2026-12-05T00:00:00Z", 11, false), Facts(plan));
        Assert.Equal($"retention reject {digest} --because CODE takes it back", plan.GetProperty("remedy").GetString());
        desk.Clock.Now += Duration.FromHours(24);
        Assert.Empty(await StopsAsync());
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("study-1/recording/P01/a.wav"));
    }

    [Fact]
    public async Task A_rejected_plan_goes_on_counting_down_until_a_person_asks_another_one_anew()
    {
        desk.Write("retention-schedule.yaml", Desk.Schedule.Replace("records: 10000", "records: 1", StringComparison.Ordinal));
        await EndAsync("2026-11-20");
        await desk.SayAsync("run", "--once");
        var digest = (await OnlyAsync("plan-waits")).GetProperty("subject").GetString()!;
        await desk.DoAsync("reject", digest, "--because", "still-necessary");
        Assert.Equal((digest, "still-necessary", 2L, "2026-11-23T09:00:00Z", "2026-12-05T00:00:00Z", 11, false), Facts(await OnlyAsync("plan-rejected")));

        var purge = await desk.SayAsync("plan", "--save", "--output", "json");
        Assert.Equal(digest, purge.Json.GetProperty("digest").GetString());
        var again = await OnlyAsync("plan-waits");
        Assert.Equal((digest, "rejected-before", 2L, "2026-11-23T09:00:00Z", "2026-12-05T00:00:00Z", 11, false), Facts(again));
        Assert.Equal($"retention plan show {digest}, then: retention approve {digest}", again.GetProperty("remedy").GetString());
        Assert.Equal(ExitCode.NotPermitted, (await desk.SayAsync("approve", digest)).Code);
        await desk.DoAsync("approve", digest, "--as-single-operator");
        desk.Clock.Now += Duration.FromHours(24);
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("study-1/recording/P01/a.wav"));
    }

    [Fact]
    public async Task A_rejected_record_that_a_hold_keeps_by_now_has_the_holds_clock_and_no_other()
    {
        desk.Write("retention-schedule.yaml", Desk.Schedule.Replace("records: 10000", "records: 1", StringComparison.Ordinal));
        await EndAsync("2026-11-20");
        await desk.SayAsync("run", "--once");
        await desk.DoAsync("reject", (await OnlyAsync("plan-waits")).GetProperty("subject").GetString()!, "--because", "hold-to-come");
        await desk.DoAsync("hold", "place", "--project", "study-1", "--mandate", "litigation", "--reference", "L-1", "--review-by", "2027-01-01");
        Assert.Empty(await StopsAsync());
    }

    [Fact]
    public async Task What_is_overdue_without_any_guard_is_one_of_its_own_and_comes_before_what_has_time_left()
    {
        await EndAsync("2026-11-01");
        desk.Record("study-1/notes/P01/a.txt");
        await desk.DoAsync("discover");
        var stops = await StopsAsync();
        Assert.Equal(["overdue", "unclassified"], stops.Select(Kind));
        Assert.Equal(("study-1", "overdue", 2L, "2026-11-16T00:00:00Z", "2026-11-16T00:00:00Z", -8, true), Facts(stops[0]));
        Assert.Equal(("interviews", "no-category", 1L, "2026-11-23T09:00:00Z", "2026-12-23T09:00:00Z", 30, false), Facts(stops[1]));
    }

    [Fact]
    public async Task What_is_unclassified_and_of_somebody_who_withdrew_has_the_time_of_the_withdrawal_and_not_a_month_from_now()
    {
        desk.Record("study-1/notes/P01/a.txt");
        desk.Record("study-1/notes/P02/a.txt");
        await desk.DoAsync("discover");
        Assert.Equal("2026-12-23T09:00:00Z", (await OnlyAsync("unclassified")).GetProperty("mustBeResolvedBy").GetString());
        await desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P01", "--on", "2026-11-20", "--ground", "consent");
        Assert.Equal(("interviews", "no-category", 2L, "2026-11-23T09:00:00Z", "2026-12-21T00:00:00Z", 27, false), Facts((await StopsAsync()).Single(s => Kind(s) == "unclassified")));
    }

    [Fact]
    public async Task What_a_rule_promises_without_the_project_counts_before_anybody_recorded_the_project()
    {
        var written = Desk.Schedule.Replace("limits:", "  - id: payments\n    category: payment\n    startsAt: collected\n    eraseAfter: P0D\n    eraseBy: P10D\n    because: \"Paid.\"\nlimits:", StringComparison.Ordinal);
        await desk.ReplaceScheduleAsync(written);
        File.SetLastWriteTimeUtc(desk.Record("study-9/payment/P01/a.txt"), new DateTime(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc));
        File.SetLastWriteTimeUtc(desk.Record("study-9/recording/P01/a.wav"), new DateTime(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc));
        await desk.DoAsync("discover");
        Assert.Equal(("interviews", "no-project", 2L, "2026-11-23T09:00:00Z", "2026-12-01T00:00:00Z", 7, false), Facts(await OnlyAsync("unclassified")));
    }

    [Fact]
    public async Task What_is_late_because_a_fact_settles_is_told_apart()
    {
        desk.Write("retention-schedule.yaml", Desk.Schedule.Replace("settle: P0D", "settle: P10D", StringComparison.Ordinal));
        await desk.DoAsync("discover");
        await EndAsync("2026-11-01");
        Assert.Equal(("study-1", "settling", 2L, "2026-11-16T00:00:00Z", "2026-11-16T00:00:00Z", -8, true), Facts(await OnlyAsync("late-while-settling")));
    }

    [Fact]
    public async Task A_hold_past_its_review_counts_down_to_the_deadline_of_what_it_covers_else_thirty_days()
    {
        await desk.DoAsync("hold", "place", "--project", "study-1", "--category", "recording", "--mandate", "litigation", "--reference", "L/1", "--review-by", "2026-11-24");
        await desk.DoAsync("status", "--detailed-exitcode");
        desk.Clock.Now = Instant.FromUtc(2026, 11, 26, 9, 0);
        await desk.DoAsync("run", "--once");
        Assert.Equal(("1", "review-passed", 2L, "2026-11-25T00:00:00Z", "2026-12-25T00:00:00Z", 28, false), Facts(await OnlyAsync("hold-past-review")));
        await EndAsync("2026-11-20");
        Assert.Equal(("1", "review-passed", 2L, "2026-11-25T00:00:00Z", "2026-12-05T00:00:00Z", 8, false), Facts(await OnlyAsync("hold-past-review")));
    }

    [Fact]
    public async Task Holds_and_withdrawals_that_match_nothing_have_a_week_and_a_month()
    {
        await desk.SayAsync("hold", "place", "--project", "study-9", "--mandate", "litigation", "--reference", "L/1", "--review-by", "2027-11-24");
        await desk.SayAsync("withdraw", "--project", "study-1", "--participant", "P77", "--on", "2026-11-20", "--ground", "consent");
        var stops = await StopsAsync();
        Assert.Equal(["hold-unmatched", "withdrawal-unmatched"], stops.Select(Kind));
        Assert.Equal(["2026-11-30T09:00:00Z", "2026-12-21T00:00:00Z"], stops.Select(s => s.GetProperty("mustBeResolvedBy").GetString()));
        Assert.DoesNotContain("P77", JsonSerializer.Serialize(stops), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shared_record_of_somebody_who_withdrew_has_the_time_of_the_withdrawals_rule()
    {
        desk.Record("study-1/recording/P01+P02/b.wav");
        await desk.DoAsync("discover");
        await desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P01", "--on", "2026-11-20", "--ground", "consent");
        Assert.Equal(("study-1", "shared", 1L, "2026-11-23T09:00:00Z", "2026-12-21T00:00:00Z", 27, false), Facts(await OnlyAsync("shared-of-withdrawn")));
    }

    [Fact]
    public async Task A_planned_end_that_passed_counts_down_to_the_shortest_promise_from_that_day()
    {
        desk.Clock.Now = Instant.FromUtc(2027, 1, 2, 9, 0);
        await desk.DoAsync("run", "--once");
        Assert.Equal(("study-1", "no-end-recorded", 4L, "2027-01-01T00:00:00Z", "2027-01-15T00:00:00Z", 12, false), Facts(await OnlyAsync("planned-end-passed")));
        await EndAsync("2026-12-31");
        Assert.DoesNotContain("planned-end-passed", (await StopsAsync()).Select(Kind));
    }

    [Fact]
    public async Task A_guard_of_a_store_counts_down_to_the_stores_own_deadline()
    {
        await EndAsync("2026-11-20");
        Directory.Move(Path.Combine(desk.Home, "interviews"), Path.Combine(desk.Home, "elsewhere"));
        await desk.SayAsync("run", "--once");
        var guard = await OnlyAsync("guard-closed");
        Assert.Equal(("interviews", 2L, "2026-12-05T00:00:00Z"), (guard.GetProperty("subject").GetString(), guard.GetProperty("records").GetInt64(), guard.GetProperty("mustBeResolvedBy").GetString()));
    }

    [Fact]
    public async Task Coverage_shows_what_has_no_rule_no_project_and_whose_rules_match_nothing()
    {
        await desk.ReplaceScheduleAsync(Desk.Schedule.Replace("[recording, transcript]\n    startsAt: project-end", "[diary]\n    startsAt: project-end", StringComparison.Ordinal));
        desk.Record("study-1/notes/P01/a.txt");
        desk.Record("study-7/recording/P01/a.wav");
        desk.Record("study-1/contact-details/P01+P02/a.txt");
        await desk.DoAsync("discover");
        desk.Clock.Now += Duration.FromDays(3);
        var coverage = (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("coverage");
        Assert.Equal(("study-1", "notes", 1L, 3), Line(coverage.GetProperty("noRule")));
        Assert.Equal(("study-7", "recording", 1L, 3), Line(coverage.GetProperty("unknownProjects")));
        Assert.Equal(("study-1", "contact-details", 1L, 3), Line(coverage.GetProperty("shared")));
        var idle = Assert.Single(coverage.GetProperty("rulesWithoutRecords").EnumerateArray());
        Assert.Equal(("recordings-at-project-end", "diary", 3), (idle.GetProperty("rule").GetString(), idle.GetProperty("categories")[0].GetString(), idle.GetProperty("ageInDays").GetInt32()));
        Assert.Contains("rule recordings-at-project-end matches nothing that was ever seen (diary), since 3 days", (await desk.DoAsync("status")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.NeedsPerson, (await desk.SayAsync("status", "--detailed-exitcode")).Code);
    }

    [Fact]
    public async Task An_erased_record_that_is_found_again_is_a_possible_breach_for_72_hours_until_somebody_judges_it()
    {
        await EndAsync("2026-11-20");
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("study-1/recording/P01/a.wav"));
        await desk.DoAsync("discover");
        Assert.Empty(await StopsAsync());
        desk.Record("study-1/recording/P01/a.wav");
        desk.Clock.Now += Duration.FromHours(1);
        await desk.DoAsync("discover");
        desk.Clock.Now += Duration.FromHours(1);
        Assert.Equal(("1", "resurrected", 1L, "2026-11-23T10:00:00Z", "2026-11-26T10:00:00Z", 2, false), Facts(await OnlyAsync("possible-breach")));

        Assert.Contains("\"breach\":1", (await desk.DoAsync("audit", "list", "--output", "json")).Lines.Single(l => l.Contains("breach-noted", StringComparison.Ordinal)), StringComparison.Ordinal);

        // Gone again, it has been there all the same.
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("study-1/recording/P01/a.wav"));
        await OnlyAsync("possible-breach");
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("breach", "close", "2", "--because", "no-risk")).Code);
        Assert.Equal(ExitCode.Usage, (await desk.SayAsync("breach", "close", "1", "--because", "whatever")).Code);
        await OnlyAsync("possible-breach");
        await desk.DoAsync("breach", "close", "1", "--because", "no-risk");
        Assert.Empty(await StopsAsync());
        Assert.Contains("\"because\":\"no-risk\"", (await desk.DoAsync("audit", "list", "--output", "json")).Lines.Single(l => l.Contains("breach-closed", StringComparison.Ordinal)), StringComparison.Ordinal);
        await desk.DoAsync("audit", "verify");
    }

    [Fact]
    public async Task A_record_that_somebody_else_took_away_and_brought_back_is_no_breach()
    {
        File.Move(Path.Combine(desk.Home, "interviews/study-1/recording/P01/a.wav"), Path.Combine(desk.Home, "a.wav"));
        await desk.DoAsync("discover");
        File.Move(Path.Combine(desk.Home, "a.wav"), Path.Combine(desk.Home, "interviews/study-1/recording/P01/a.wav"));
        await desk.DoAsync("discover");
        Assert.Empty(await StopsAsync());
    }

    [Fact]
    public async Task An_objection_that_nobody_decided_has_a_month_from_its_receipt()
    {
        await desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P01", "--on", "2026-11-20", "--ground", "objection");
        var stop = await OnlyAsync("objection-undecided");
        Assert.Equal(("1", "restricted", 2L, "2026-11-20T00:00:00Z", "2026-12-21T00:00:00Z", 27, false), Facts(stop));
        await desk.DoAsync("withdraw", "decide", "1", "--uphold");
        Assert.DoesNotContain("objection-undecided", (await StopsAsync()).Select(Kind));
    }

    [Fact]
    public async Task A_hold_against_a_withdrawal_asks_for_its_ground_and_for_an_answer_to_whoever_withdrew()
    {
        await desk.DoAsync("hold", "place", "--project", "study-1", "--participant", "P01", "--mandate", "litigation", "--reference", "L/1", "--review-by", "2027-11-24");
        await desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P01", "--on", "2026-11-20", "--ground", "consent");
        var stops = await StopsAsync();
        Assert.Equal(["requester-uninformed", "hold-without-ground"], stops.Select(Kind));
        Assert.All(stops, s => Assert.Equal("2026-12-21T00:00:00Z", s.GetProperty("mustBeResolvedBy").GetString()));
        await desk.DoAsync("hold", "ground", "1", "--ground", "legal-claims");
        await desk.DoAsync("withdraw", "inform", "1", "--on", "2026-11-23");
        Assert.Empty(await StopsAsync());
    }

    private static (string?, string?, long, int) Line(JsonElement lines)
    {
        var line = Assert.Single(lines.EnumerateArray());
        return (line.GetProperty("project").GetString(), line.GetProperty("category").GetString(), line.GetProperty("records").GetInt64(), line.GetProperty("ageInDays").GetInt32());
    }

    private Task<Said> EndAsync(string on) => desk.DoAsync("project", "end", "study-1", "--on", on, "--event", "report-accepted");

    private async Task<IReadOnlyList<JsonElement>> StopsAsync() => [.. (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray()];

    private async Task<JsonElement> OnlyAsync(string kind)
    {
        var stops = await StopsAsync();
        Assert.Equal([kind], stops.Select(Kind));
        return stops[0];
    }

    private static string? Kind(JsonElement stop) => stop.GetProperty("kind").GetString();

    private static (string?, string?, long, string?, string?, int, bool) Facts(JsonElement stop) => (
        stop.GetProperty("subject").GetString(), stop.GetProperty("code").GetString(), stop.GetProperty("records").GetInt64(), stop.GetProperty("since").GetString(),
        stop.GetProperty("mustBeResolvedBy").GetString(), stop.GetProperty("daysLeft").GetInt32(), stop.GetProperty("overdue").GetBoolean());
}
