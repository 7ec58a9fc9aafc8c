using System.Text.Json;
using RetentionWorker.Tests.Shared;
using RetentionWorker.Tests.Watch;

namespace RetentionWorker.Tests.Jobs;

/// <summary>The built daemon over days of a moved clock: canaries vanish and stay, an outside monitor hears of it, and of each way in which it can go wrong.</summary>
public sealed class ProofOfLifeTests : IDisposable
{
    private readonly DaemonStudy study = new();
    private readonly HttpReceiver monitor = new();
    private readonly string address;

    public ProofOfLifeTests() => address = Path.Combine(study.Data, "..", "monitor-address");

    public void Dispose()
    {
        monitor.Dispose();
        study.Dispose();
    }

    [Fact]
    public async Task Day_by_day_one_vanishes_one_stays_and_the_monitor_hears_that_all_is_well()
    {
        var gone = new HashSet<string>();
        string? held = null;
        for (var day = 0; day < 6; day++)
        {
            var before = Canaries("due");
            var log = Look($"+{day}d");
            var (type, body) = await monitor.NextAsync();
            Assert.Equal(("application/json", true, 0), (type, Json(body).GetProperty("good").GetBoolean(), Json(body).GetProperty("failures").GetArrayLength()));
            AssertNoName(body);
            AssertNoName(log);
            if (day > 0)
                Assert.Equal(day % 2 == 1 ? 0 : 1, Canaries("due").Count);
            gone.UnionWith(before.Except(Canaries("due")));
            Assert.Equal(held ??= Assert.Single(Canaries("held")), Assert.Single(Canaries("held")));
            Assert.Empty(Stops($"+{day}d"));
            Assert.Equal((DaemonStudy.PerCategory, DaemonStudy.PerCategory), (study.Left("recording"), study.Left("contact-details")));
        }
        Assert.Equal(3, gone.Count);
        Assert.Equal(["", "", "", "", "", ""], monitor.Paths);
        Assert.Equal(["erased-on-time", "standing"], List("+5d").Select(c => c.GetProperty("fate").GetString()).Order());
        study.Do("audit", "verify");
        var fates = study.Do("audit", "list", "--kind", "canary-ended", "--output", "json");
        Assert.Equal(3, fates.Split("erased-on-time").Length - 1);
    }

    [Fact]
    public async Task A_held_one_that_somebody_removes_is_told_to_the_monitor_and_to_people_until_one_looked_into_it()
    {
        Look("+0d");
        Assert.True(Json((await monitor.NextAsync()).Body).GetProperty("good").GetBoolean());
        File.Delete(Assert.Single(Canaries("held")));
        var log = Look("+1d");
        Assert.Equal(["canary-lost"], Failures((await monitor.NextAsync()).Body));
        Assert.Contains("\"event\":\"escalated\"", log, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"canary-lost\"", log, StringComparison.Ordinal);
        Assert.Equal(["canary-lost"], Stops("+1d"));
        Assert.Equal(["", "fail"], monitor.Paths);
        Assert.Equal(0, Run("+1d", "canary", "close", "2", "--because", "looked-into").Code);
        Look("+2d");
        Assert.Empty(Failures((await monitor.NextAsync()).Body));
        Assert.Single(Canaries("held"));
        Assert.Equal(["", "fail", ""], monitor.Paths);
    }

    [Fact]
    public async Task A_due_one_that_cannot_be_erased_is_told_from_its_deadline_on()
    {
        Look("+0d");
        Assert.Empty(Failures((await monitor.NextAsync()).Body));
        // From the second day after its planting on it is late.
        foreach (var (offset, failures) in new[] { ("+1d", Array.Empty<string>()), ("+4d", ["canary-overdue"]) })
        {
            Look(offset, "strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=unlinkat:error=EIO");
            Assert.Equal(failures, Failures((await monitor.NextAsync()).Body));
        }
        Assert.Equal(["canary-overdue"], Stops("+4d"));
        Look("+5d");
        Assert.Empty(Failures((await monitor.NextAsync()).Body));
        Assert.Empty(Stops("+5d"));
    }

    [Fact]
    public async Task Runs_that_do_not_happen_are_told_to_whoever_asks_and_runs_that_are_stopped_to_the_monitor()
    {
        Look("+0d");
        await monitor.NextAsync();
        Assert.Empty(Stops("+1d"));
        Assert.Equal(["run-missing"], Stops("+2d"));
        File.WriteAllText(Path.Combine(study.Data, "stop"), "");
        Look("+2d");
        Assert.Equal(["stopped", "run-missing"], Failures((await monitor.NextAsync()).Body));
        study.Do("start");
        // Three hours on: a tick was missed, and the look makes up for it.
        Look("+51h");
        Assert.Empty(Failures((await monitor.NextAsync()).Body));
        Assert.Empty(Stops("+51h"));
    }

    [Fact]
    public async Task A_monitor_that_takes_nothing_stops_no_run_and_is_said()
    {
        monitor.Status = 503;
        var log = Look("+0d");
        await monitor.NextAsync();
        Assert.Contains("heartbeat-503", log, StringComparison.Ordinal);
        monitor.Status = 204;
        File.WriteAllText(address, monitor.Address + "secret-of-the-address");
        Look("+1d");
        Assert.Empty(Failures((await monitor.NextAsync()).Body));
        Assert.Empty(Canaries("due"));
        Assert.Equal(["", "secret-of-the-address"], monitor.Paths);
    }

    [Fact]
    public async Task The_address_from_a_file_is_in_no_log()
    {
        File.WriteAllText(address, monitor.Address + "secret-of-the-address");
        var log = Look("+0d");
        await monitor.NextAsync();
        Assert.Equal(["secret-of-the-address"], monitor.Paths);
        Assert.DoesNotContain("secret-of-the-address", log + Run("+0d", "status", "--verbose").Errors, StringComparison.Ordinal);
    }

    private string Look(string offset, params string[] below)
    {
        var variables = Variables(offset);
        // The clock is the daemon's alone: what stands before it is slow enough.
        if (below.Length > 0 && variables.Remove("LD_PRELOAD", out var preload))
            below = [.. below, "-E", "LD_PRELOAD=" + preload];
        using var daemon = DaemonProcess.Start(study.RunLine, variables, below);
        daemon.AwaitLook("enforce");
        daemon.AwaitLook("heartbeat");
        daemon.Await("resumed");
        if (below.Length == 0)
            Assert.Equal(0, daemon.Signal("TERM").Code);
        return daemon.Output + daemon.Errors;
    }

    private Dictionary<string, string> Variables(string offset)
    {
        if (!File.Exists(address))
            File.WriteAllText(address, monitor.Address);
        return new(MovedClock.At(offset)) { ["RETENTION__STORES__INTERVIEWS__CANARIES"] = "true", ["RETENTION__DAEMON__HEARTBEAT__URLFILE"] = Path.GetFullPath(address) };
    }

    private (int Code, string Output, string Errors) Run(string offset, params string[] verb) => DaemonProcess.Run(study.Line(verb), Variables(offset));

    private IReadOnlyList<string?> Stops(string offset)
    {
        var (code, output, errors) = Run(offset, "status", "--output", "json");
        Assert.True(code == 0, errors);
        return [.. Json(output).GetProperty("stops").EnumerateArray().Select(s => s.GetProperty("kind").GetString())];
    }

    private IReadOnlyList<JsonElement> List(string offset) =>
        [.. Run(offset, "canary", "list", "--output", "json").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Json)];

    private List<string> Canaries(string role)
    {
        var folder = Path.Combine(study.Data, "..", "interviews", "retention-canary", "retention-canary-" + role);
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)] : [];
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static IEnumerable<string?> Failures(string body) => Json(body).GetProperty("failures").EnumerateArray().Select(f => f.GetString());

    private static void AssertNoName(string text)
    {
        foreach (var name in DaemonStudy.NamesOfPeopleAndFiles)
            Assert.DoesNotContain(name, text, StringComparison.OrdinalIgnoreCase);
    }
}
