using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using RetentionWorker.Tests.Deploy;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Jobs;

/// <summary>The built program, as service managers and people see it.</summary>
public sealed class DaemonProcessTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("retention-process-").FullName;

    private string Data => Path.Combine(directory, "data");

    private string[] RunLine => ["run", "--data", Data];

    [Fact]
    public void Ends_with_0_within_a_second_of_a_sigterm()
    {
        using var daemon = DaemonProcess.Start(RunLine);
        daemon.Await("ready");
        daemon.AwaitLook("enforce");
        var (took, code) = daemon.Signal("TERM");
        Assert.Equal(0, code);
        Assert.Equal($"created the data directory {Data}", daemon.Errors.Trim());
        daemon.Await("stopping");
        Assert.DoesNotContain("\"level\":\"error\"", daemon.Output);
        Assert.True(took < TimeSpan.FromSeconds(1), $"it took {took}");
    }

    [Fact]
    public void Ends_with_130_where_a_person_interrupts_it()
    {
        using var daemon = DaemonProcess.Start(RunLine);
        daemon.Await("ready");
        Assert.Equal(130, daemon.Signal("INT").Code);
    }

    [Fact]
    public void A_second_daemon_says_so_and_ends_with_4_while_the_first_goes_on()
    {
        using var first = DaemonProcess.Start(RunLine);
        first.Await("ready");
        var (code, output, errors) = DaemonProcess.Run(RunLine);
        Assert.Equal(4, code);
        Assert.StartsWith("refused: another process erases", errors);
        Assert.Empty(output);
        Assert.Equal(0, DaemonProcess.Run(["health", "--data", Data]).Code);
        Assert.Equal(0, first.Signal("TERM").Code);
    }

    [Fact]
    public void Names_every_problem_of_its_options_and_ends_with_78()
    {
        var (code, output, errors) = DaemonProcess.Run(
            RunLine, new Dictionary<string, string> { ["RETENTION__DAEMON__DISCOVER"] = "hourly", ["RETENTION__DAEMON__ENFORCE"] = "0 0 0 30 2 ?" });
        Assert.Equal(78, code);
        Assert.Empty(output);
        Assert.Contains("daemon.discover:", errors);
        Assert.Contains("daemon.enforce:", errors);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public void A_catalogue_that_is_none_ends_it_with_a_code_of_the_table_and_not_with_a_crash()
    {
        Directory.CreateDirectory(Data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(Data, "catalogue.db"), string.Concat(Enumerable.Repeat("this is no database. ", 500)));
        var (code, _, errors) = DaemonProcess.Run(RunLine);
        Assert.Contains(code, new[] { 1, 69 });
        Assert.StartsWith("error: ", errors);
        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public void Ticks_come_by_the_configured_cron()
    {
        using var daemon = DaemonProcess.Start(RunLine, new Dictionary<string, string> { ["RETENTION__DAEMON__DISCOVER"] = "* * * * * ?", ["RETENTION__DAEMON__ENFORCE"] = "* * * * * ?" });
        for (var i = 0; i < 3; i++)
        {
            daemon.AwaitLook("discover");
            daemon.AwaitLook("enforce");
        }
        Assert.Equal(0, daemon.Signal("TERM").Code);
    }

    [Fact]
    public void Catches_up_once_after_forty_days_of_downtime()
    {
        using (var before = DaemonProcess.Start(RunLine))
        {
            before.AwaitLook("enforce");
            before.Await("resumed");
            before.Signal("TERM");
        }
        using var after = DaemonProcess.Start(RunLine, MovedClock.At("+40d"));
        Assert.Equal("missed", after.Await("catches-up", l => l.GetProperty("look").GetString() == "enforce").GetProperty("why").GetString());
        after.AwaitLook("discover");
        after.AwaitLook("enforce");
        after.Await("resumed");
        Assert.Equal(0, after.Signal("TERM").Code);
        Assert.Equal(1, after.Output.Split('\n').Count(l => l.Contains("\"event\":\"looked\"") && l.Contains("\"look\":\"enforce\"")));
    }

    [Fact]
    public void Health_tells_at_work_from_stopped_and_from_never_there()
    {
        string[] health = ["health", "--data", Data, "--output", "json"];
        Assert.Equal(69, DaemonProcess.Run(health).Code);
        using (var daemon = DaemonProcess.Start(RunLine))
        {
            daemon.AwaitLook("enforce");
            var (code, output, _) = DaemonProcess.Run(health);
            Assert.Equal(0, code);
            using var answer = JsonDocument.Parse(output);
            Assert.True(answer.RootElement.GetProperty("alive").GetBoolean());
            Assert.Equal(daemon.Id, answer.RootElement.GetProperty("pid").GetInt32());
            Assert.Equal(69, DaemonProcess.Run(health, MovedClock.At("+5m")).Code);
            daemon.Signal("TERM");
        }
        var (stopped, text, _) = DaemonProcess.Run(["health", "--data", Data]);
        Assert.Equal(69, stopped);
        Assert.StartsWith("the daemon is not at work: it was last stopping", text);
    }

    [Fact]
    public async Task Tells_the_service_manager_when_it_is_ready_alive_and_stopping()
    {
        var path = Path.Combine(directory, "notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.ReceiveTimeout = 60_000;
        using var daemon = DaemonProcess.Start(RunLine, new Dictionary<string, string> { ["NOTIFY_SOCKET"] = path, ["WATCHDOG_USEC"] = "200000" });
        var told = new HashSet<string>();
        while (!told.IsSupersetOf(["READY=1", "WATCHDOG=1"]))
            told.Add(Receive());
        daemon.Await("ready");
        var ending = Task.Run(() => daemon.Signal("TERM"));
        while (!told.Contains("STOPPING=1"))
            told.Add(Receive());
        Assert.Equal(0, (await ending).Code);

        string Receive()
        {
            var buffer = new byte[256];
            return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
        }
    }

    [Fact]
    public void Calls_nothing_that_the_filter_of_its_unit_stops_but_what_the_runtime_can_do_without()
    {
        var trace = Path.Combine(directory, "trace");
        using (var daemon = DaemonProcess.Start(RunLine, null, "strace", "-f", "-qq", "-o", trace))
        {
            daemon.AwaitLook("enforce");
            // The signal goes to strace, which passes nothing on; the daemon is its child.
            var child = File.ReadAllText($"/proc/{daemon.Id}/task/{daemon.Id}/children").Trim().Split(' ')[0];
            Repository.Run("kill", "-TERM", child);
            Assert.Equal(0, daemon.WaitForExit());
        }
        var called = File.ReadLines(trace).Select(l => l.TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ' '))
            .Where(l => l.Contains('(') && char.IsAsciiLetterLower(l[0])).Select(l => l[..l.IndexOf('(')]).ToHashSet();
        Assert.Contains("flock", called);
        called.ExceptWith(SystemdUnitTests.AllowedCalls());
        // Affinity and scheduling of its own threads; SQLite's wish to give its files to their owner where it runs as root.
        called.ExceptWith(["sched_setaffinity", "sched_setscheduler", "fchown", "get_mempolicy"]);
        Assert.Empty(called);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
