using System.Text.Json;
using NodaTime;
using RetentionWorker.Cli;

namespace RetentionWorker.Tests.Cli;

/// <summary>Canaries through the command's own verbs, on a real folder: what people see of them, and what nobody can ask for.</summary>
public sealed class CanaryCommandsTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync()
    {
        desk.Write("retention.json", Desk.Configuration.Replace("\"kind\"", "\"canaries\": true, \"kind\"", StringComparison.Ordinal));
        await desk.WithStudyAsync();
        await desk.DoAsync("run", "--once");
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Two_are_listed_and_nothing_that_people_look_at_counts_them()
    {
        var canaries = await CanariesAsync();
        Assert.Equal([(1, "due", "standing"), (2, "held", "standing")], canaries.Select(Facts));
        Assert.Equal("2026-11-26T00:00:00Z", canaries[0].GetProperty("deadlineAt").GetString());
        var status = (await desk.DoAsync("status", "--detailed-exitcode", "--output", "json")).Json;
        Assert.Equal(4, status.GetProperty("records").EnumerateArray().Sum(r => r.GetProperty("kept").GetInt64()));
        Assert.Equal(0, status.GetProperty("held").GetInt64() + status.GetProperty("unclassified").GetInt64());
        Assert.Equal(1, status.GetProperty("projects").GetInt64());
        Assert.Equal(4, status.GetProperty("stores")[0].GetProperty("present").GetInt64());
        foreach (var part in new[] { "stops", "needsPerson", "waitingPlans", "unmatchedHolds", "guards" })
            Assert.Empty(status.GetProperty(part).EnumerateArray());
        foreach (var lines in status.GetProperty("coverage").EnumerateObject().Where(c => c.Name is not "rulesWithoutRecords"))
            Assert.Empty(lines.Value.EnumerateArray());
        Assert.DoesNotContain("retention-canary", (await desk.DoAsync("plan")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("retention-canary", (await desk.DoAsync("project", "list")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("retention-canary", (await desk.DoAsync("status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_run_that_status_tells_of_is_of_peoples_records()
    {
        desk.Clock.Now += Duration.FromDays(1);
        await desk.DoAsync("run", "--once");
        Assert.Equal(0, (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("lastRun").GetProperty("erased").GetInt64());
        Assert.Contains("\"of\":\"canaries\"", (await desk.DoAsync("audit", "list", "--kind", "run-summary", "--output", "json")).Output, StringComparison.Ordinal);
        await desk.DoAsync("audit", "verify");
    }

    [Fact]
    public async Task A_held_one_that_is_gone_needs_a_person_and_closing_it_has_another_planted()
    {
        File.Delete(Find("held"));
        await desk.DoAsync("run", "--once");
        var stop = Assert.Single((await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray());
        Assert.Equal(("canary-lost", "interviews", "vanished", "2026-11-26T09:00:00Z"), (
            stop.GetProperty("kind").GetString(), stop.GetProperty("subject").GetString(), stop.GetProperty("code").GetString(), stop.GetProperty("mustBeResolvedBy").GetString()));
        Assert.EndsWith("retention canary close 2 --because CODE", stop.GetProperty("remedy").GetString(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.NeedsPerson, (await desk.SayAsync("status", "--detailed-exitcode")).Code);
        await desk.DoAsync("canary", "close", "2", "--because", "looked-into");
        await desk.DoAsync("run", "--once");
        Assert.Equal([(1, "due", "standing"), (2, "held", "vanished"), (3, "held", "standing")], (await CanariesAsync()).Select(Facts));
        await desk.DoAsync("status", "--detailed-exitcode");
        await desk.DoAsync("audit", "verify");
    }

    [Fact]
    public async Task A_held_one_that_is_closed_may_go_and_goes_by_a_run()
    {
        desk.Write("retention.json", Desk.Configuration);
        await desk.DoAsync("canary", "close", "2", "--because", "store-retired");
        desk.Clock.Now += Duration.FromDays(1);
        await desk.DoAsync("run", "--once");
        Assert.Equal([(1, "due", "erased-on-time"), (2, "held", "retired")], (await CanariesAsync()).Select(Facts));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(desk.Home, "interviews/retention-canary"), "*", SearchOption.AllDirectories));
        await desk.DoAsync("status", "--detailed-exitcode");
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("canary", "close", "2", "--because", "again")).Code);
    }

    [Fact]
    public async Task One_that_is_to_vanish_is_not_closed_by_hand_and_a_canary_s_hold_not_released()
    {
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("canary", "close", "1", "--because", "x")).Code);
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("canary", "close", "77", "--because", "x")).Code);
        var released = await desk.SayAsync("hold", "release", "1");
        Assert.Equal(ExitCode.Refused, released.Code);
        Assert.Contains("retention canary close", released.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("project", "add", "retention-canary", "--planned-end", "2027-01-01")]
    [InlineData("project", "end", "retention-canary", "--on", "2026-11-01", "--event", "report-accepted")]
    [InlineData("withdraw", "--project", "retention-canary", "--participant", "P01", "--on", "2026-11-01", "--ground", "consent")]
    [InlineData("hold", "place", "--project", "retention-canary", "--mandate", "litigation", "--reference", "L/1", "--review-by", "2027-11-24")]
    [InlineData("plan", "--project", "retention-canary")]
    [InlineData("purge", "--project", "retention-canary")]
    public async Task Nobody_can_ask_for_anything_in_the_program_s_own_project(params string[] verb)
    {
        var before = desk.Snapshot();
        var said = await desk.SayAsync(verb);
        Assert.Equal(ExitCode.Usage, said.Code);
        Assert.Contains("the program's own", said.Errors, StringComparison.Ordinal);
        Assert.Equal(before, desk.Snapshot());
    }

    [Theory]
    [InlineData("retention-canary")]
    [InlineData("Retention-Canary")]
    public async Task Nor_import_it_or_one_that_looks_like_it(string id)
    {
        var file = desk.Write("projects.csv", $"project_id,title,planned_end,project_end,event,reference\n{id},,2027-01-01,,,\n");
        var said = await desk.SayAsync("project", "import", file);
        Assert.Equal(ExitCode.BadInput, said.Code);
        Assert.Contains("the program's own", said.Errors, StringComparison.Ordinal);
        Assert.Equal(id == "retention-canary" ? ExitCode.Usage : ExitCode.BadInput, (await desk.SayAsync("project", "add", id, "--planned-end", "2027-01-01")).Code);
    }

    [Fact]
    public async Task No_schedule_can_have_a_rule_for_them()
    {
        var file = desk.Write("other.yaml", Desk.Schedule.Replace("category: contact-details", "category: retention-canary-held", StringComparison.Ordinal));
        var said = await desk.SayAsync("schedule", "check", file);
        Assert.NotEqual(ExitCode.Done, said.Code);
        Assert.Contains("is the program's own, for its canaries", said.Output + said.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"canaries\": \"yes\"", "stores.interviews.canaries: must be true or false")]
    [InlineData("\"canaries\": true, \"template\": \"{project}/{category}/x\"", "stores.interviews.canaries: the template has neither")]
    public async Task What_cannot_be_is_said_with_its_key(string written, string problem)
    {
        var template = written.Contains("template", StringComparison.Ordinal) ? "" : ", \"template\": \"{project}/{category}/{*}\"";
        desk.Write("retention.json", $$"""{ "schedule": "retention-schedule.yaml", "stores": { "interviews": { "kind": "files", "root": "interviews", {{written}}{{template}}, "declared": { "backupDays": 0, "snapshotDays": 0 } } } }""");
        var said = await desk.SayAsync("project", "list");
        Assert.Equal(ExitCode.BadConfiguration, said.Code);
        Assert.Contains(problem, said.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"enforce\": \"0 0 9 ? * MON-FRI\"", "daemon.enforce: '0 0 9 ? * MON-FRI' leaves more than a day")]
    [InlineData("\"discover\": \"0 0 0 ? * SUN\"", "daemon.discover: '0 0 0 ? * SUN' leaves more than a day")]
    [InlineData("\"heartbeat\": {}", null)]
    [InlineData("\"heartbeat\": { \"url\": \"ftp://x\" }", "daemon.heartbeat.url: must be an address")]
    [InlineData("\"heartbeat\": { \"url\": \"https://x\", \"urlFile\": \"retention.json\" }", "daemon.heartbeat: write exactly one")]
    [InlineData("\"heartbeat\": { \"urlFile\": \"nowhere\" }", "daemon.heartbeat.urlFile: there is no such file")]
    [InlineData("\"heartbeat\": { \"urlFile\": \"retention-schedule.yaml\" }", "daemon.heartbeat.urlFile: the file must hold an address")]
    [InlineData("\"heartbeat\": { \"ulr\": \"https://x\" }", "daemon.heartbeat.ulr: is not a key of daemon.heartbeat")]
    public async Task So_is_what_the_daemon_cannot_do(string written, string? problem)
    {
        desk.Write("retention.json", Desk.Configuration.Replace("\"kind\"", "\"canaries\": true, \"kind\"", StringComparison.Ordinal)
            .Replace("{ \"schedule\"", $"{{ \"daemon\": {{ {written} }}, \"schedule\"", StringComparison.Ordinal));
        var said = await desk.SayAsync("project", "list");
        Assert.Equal(ExitCode.BadConfiguration, said.Code);
        Assert.Contains(problem ?? "daemon.heartbeat: write exactly one", said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_takes_none_is_said_with_the_system_s_own_word()
    {
        // What is in the place of the folder is no folder.
        Directory.Delete(Path.Combine(desk.Home, "interviews/retention-canary"), recursive: true);
        desk.Write("interviews/retention-canary", "somebody's file");
        await desk.DoAsync("run", "--once");
        await desk.DoAsync("run", "--once");
        Assert.Contains(("canary-missing", "ENOTDIR"), (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray()
            .Select(s => (s.GetProperty("kind").GetString(), s.GetProperty("code").GetString())));
        Assert.Equal("somebody's file", await File.ReadAllTextAsync(Path.Combine(desk.Home, "interviews/retention-canary"), TestContext.Current.CancellationToken));
    }

    private string Find(string role) => Assert.Single(Directory.EnumerateFiles(Path.Combine(desk.Home, "interviews/retention-canary/retention-canary-" + role), "*", SearchOption.AllDirectories));

    private async Task<IReadOnlyList<JsonElement>> CanariesAsync() => [.. (await desk.DoAsync("canary", "list", "--output", "json")).Lines.Select(l => JsonDocument.Parse(l).RootElement)];

    private static (int, string?, string?) Facts(JsonElement canary) => (canary.GetProperty("canary").GetInt32(), canary.GetProperty("role").GetString(), canary.GetProperty("fate").GetString());
}
