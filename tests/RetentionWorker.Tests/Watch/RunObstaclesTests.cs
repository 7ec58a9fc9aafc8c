using System.Text.Json;
using NodaTime;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Watch;

/// <summary>Runs that do not happen are told of without a single canary, and so are runs that leave alone what was due.</summary>
public sealed class RunObstaclesTests : IDisposable
{
    private readonly Desk desk = new();

    public void Dispose() => desk.Dispose();

    [Fact]
    public async Task Where_no_run_happens_for_a_day_it_needs_a_person_from_the_adoption_of_the_first_store_on()
    {
        await desk.WithStudyAsync();
        Assert.Empty(await RunsAsync());
        desk.Clock.Now += Duration.FromHours(26) - Duration.FromTicks(1);
        Assert.Empty(await RunsAsync());
        desk.Clock.Now += Duration.FromTicks(1);
        Assert.Equal([("never-ran", 0L, "2026-11-24T11:00:00Z", "2026-12-01T11:00:00Z")], await RunsAsync());
        Assert.Equal(ExitCode.NeedsPerson, (await desk.SayAsync("status", "--detailed-exitcode")).Code);

        await desk.DoAsync("run", "--once");
        Assert.Empty(await RunsAsync());
        desk.Clock.Now += Duration.FromDays(70);
        Assert.Equal([("no-run", 0L, "2026-11-25T13:00:00Z", "2026-12-02T13:00:00Z")], await RunsAsync());
    }

    [Fact]
    public async Task A_purge_is_no_run_that_happens_by_itself_and_neither_is_one_that_refuses()
    {
        await desk.WithStudyAsync();
        await desk.DoAsync("run", "--once");
        desk.Clock.Now += Duration.FromHours(26);
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        await desk.DoAsync("purge", "--project", "study-1", "--yes", "--plan", (await desk.DoAsync("plan", "--project", "study-1", "--output", "json")).Json.GetProperty("digest").GetString()!);
        Assert.Equal("no-run", Assert.Single(await RunsAsync()).Code);
        desk.Write("retention-data/stop", "");
        await desk.SayAsync("run", "--once");
        Assert.Equal("no-run", Assert.Single(await RunsAsync()).Code);
    }

    [Fact]
    public async Task Where_nothing_can_run_yet_nothing_is_missing()
    {
        await desk.DoAsync("project", "add", "study-1", "--planned-end", "2026-12-31");
        desk.Clock.Now += Duration.FromDays(20);
        Assert.Empty(await RunsAsync());
    }

    [Fact]
    public async Task What_a_run_left_that_was_due_and_said_nothing_of_needs_a_person_until_a_run_leaves_nothing()
    {
        await desk.WithStudyAsync();
        Leave(2);
        desk.Clock.Now += Duration.FromHours(1);
        Leave(3);
        Assert.Equal([("left-without-a-word", 3L, "2026-11-23T09:00:00Z", "2026-11-30T09:00:00Z")], await RunsAsync());
        await desk.DoAsync("run", "--once");
        Assert.Empty(await RunsAsync());
    }

    [Fact]
    public async Task An_adopted_store_without_canaries_is_a_finding_and_no_stop()
    {
        await desk.WithStudyAsync();
        var status = await desk.DoAsync("status", "--detailed-exitcode", "--output", "json");
        Assert.Equal(["interviews"], status.Json.GetProperty("coverage").GetProperty("storesWithoutCanaries").EnumerateArray().Select(s => s.GetString()));
        Assert.Contains("no canaries in store interviews", (await desk.DoAsync("status")).Output, StringComparison.Ordinal);
        desk.Write("retention.json", Desk.Configuration.Replace("\"kind\"", "\"canaries\": true, \"kind\"", StringComparison.Ordinal));
        Assert.Empty((await desk.DoAsync("status", "--output", "json")).Json.GetProperty("coverage").GetProperty("storesWithoutCanaries").EnumerateArray());
    }

    [Fact]
    public async Task A_key_of_the_log_that_is_lost_is_a_finding()
    {
        await desk.WithStudyAsync();
        await desk.DoAsync("hold", "place", "--project", "study-1", "--participant", "P01", "--mandate", "litigation", "--reference", "CASE/1", "--review-by", "2027-01-31");
        await desk.DoAsync("run", "--once");
        File.Delete(Path.Combine(desk.Home, "retention-data", "commitment-keys", "study-1.1.key"));
        await desk.DoAsync("run", "--once");
        desk.Clock.Now += Duration.FromDays(3);
        var key = Assert.Single((await desk.DoAsync("status", "--output", "json")).Json.GetProperty("coverage").GetProperty("troubledKeys").EnumerateArray());
        Assert.Equal(("study-1", 1, "missing", 3), (key.GetProperty("project").GetString(), key.GetProperty("epoch").GetInt32(), key.GetProperty("trouble").GetString(), key.GetProperty("ageInDays").GetInt32()));
        Assert.Contains("the log's key study-1.1 is not in the data directory, since 3 days", (await desk.DoAsync("status")).Output, StringComparison.Ordinal);
    }

    private void Leave(long records)
    {
        using var catalogue = SqliteCatalogue.Open(Path.Combine(desk.Home, "retention-data"));
        using var work = catalogue.Begin();
        work.Runs.Leave(records, desk.Clock.Now);
        work.Commit();
    }

    private async Task<IReadOnlyList<(string Code, long Records, string Since, string By)>> RunsAsync() =>
        [.. (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray().Where(s => s.GetProperty("kind").GetString() == "run-missing").Select(Facts)];

    private static (string, long, string, string) Facts(JsonElement stop) => (
        stop.GetProperty("code").GetString()!, stop.GetProperty("records").GetInt64(), stop.GetProperty("since").GetString()!, stop.GetProperty("mustBeResolvedBy").GetString()!);
}
