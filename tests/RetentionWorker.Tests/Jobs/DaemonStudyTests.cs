using System.Text.Json;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Jobs;

public sealed class DaemonStudyTests : IDisposable
{
    private readonly DaemonStudy study = new();

    [Fact]
    public void Erases_after_its_downtime_what_came_due_in_it_and_nothing_else()
    {
        Look(study, "+0d");
        Assert.Equal(DaemonStudy.PerCategory, study.Left("recording"));

        var log = Look(study, "+40d");
        Assert.Contains($"erased={DaemonStudy.PerCategory} ", log);
        Assert.Equal(0, study.Left("recording"));
        Assert.Equal(DaemonStudy.PerCategory, study.Left("contact-details"));
        study.Do("audit", "verify");
    }

    [Fact]
    public void No_name_of_a_person_or_a_file_is_in_its_log_or_its_health_note()
    {
        var erased = Look(study, "+40d");
        Assert.Contains("erased=", erased);
        AssertNoName(erased);
        AssertNoName(File.ReadAllText(Path.Combine(study.Data, "health.json")));
    }

    [Fact]
    public void Nor_where_every_erasure_fails()
    {
        var variables = MovedClock.At("+40d");
        var preload = variables["LD_PRELOAD"];
        variables.Remove("LD_PRELOAD");
        using var daemon = DaemonProcess.Start(
            study.RunLine, variables, "strace", "-f", "-qq", "-o", "/dev/null", "-E", "LD_PRELOAD=" + preload, "-e", "inject=unlinkat:error=EIO");
        var looked = daemon.AwaitLook("enforce");
        Assert.Contains("records-failed", looked.GetProperty("concerns").GetString());
        AssertNoName(daemon.Output);
        AssertNoName(daemon.Errors);
        AssertNoName(File.ReadAllText(Path.Combine(study.Data, "health.json")));
        Assert.Equal(DaemonStudy.PerCategory, study.Left("recording"));
        Assert.Equal("degraded", Health().GetProperty("state").GetString());
    }

    [Fact]
    public void A_stopped_daemon_stays_at_work_erases_nothing_and_goes_on_after_the_start()
    {
        var every = MovedClock.At("+40d");
        every["RETENTION__DAEMON__ENFORCE"] = "* * * * * ?";
        File.WriteAllText(Path.Combine(study.Data, "stop"), "");
        using var daemon = DaemonProcess.Start(study.RunLine, every);
        for (var i = 0; i < 2; i++)
            Assert.Equal("stopped", daemon.AwaitLook("enforce").GetProperty("concerns").GetString());
        Assert.Equal(DaemonStudy.PerCategory, study.Left("recording"));
        Assert.StartsWith("STOPPED since ", study.Do("status"));
        Assert.Contains("\"because\":\"file\"", study.Do("audit", "list", "--kind", "stopped", "--output", "json"));
        study.Do("start");
        daemon.Await("looked", l => l.GetProperty("look").GetString() == "enforce" && l.GetProperty("counts").GetString()!.Contains($"erased={DaemonStudy.PerCategory} ", StringComparison.Ordinal));
        Assert.Equal(0, study.Left("recording"));
        study.Do("stop", "--because", "again");
        Assert.Equal(0, daemon.Signal("TERM").Code);
        study.Do("audit", "verify");
    }

    [Fact]
    public void A_clock_that_goes_back_erases_nothing_until_it_is_confirmed_and_the_folders_own_time_is_a_witness()
    {
        Do("+40d", 0, "project", "add", "another", "--planned-end", "2099-01-01");
        var refused = Do("+20d", 4, "run", "--once");
        Assert.Contains("this installation has already seen", refused);
        Assert.Equal(4, DaemonProcess.Run(study.Line("run", "--once")).Code);
        Assert.Equal(DaemonStudy.PerCategory, study.Left("recording"));
        var shown = JsonDocument.Parse(study.Do("clock", "confirm", "--output", "json")).RootElement;
        var witness = Assert.Single(shown.GetProperty("stores").EnumerateArray());
        Assert.InRange(witness.GetProperty("aheadSeconds").GetInt64(), -2, 2);
        Assert.False(witness.GetProperty("isElsewhere").GetBoolean());
        Do("+40d", 0, "run", "--once");
        Assert.Equal(0, study.Left("recording"));

        string Do(string offset, int code, params string[] verb)
        {
            var (ended, output, errors) = DaemonProcess.Run(study.Line(verb), MovedClock.At(offset));
            Assert.True(ended == code, $"{string.Join(' ', verb)}: {ended}\n{output}\n{errors}");
            return output + errors;
        }
    }

    [Fact]
    public void A_clock_that_the_folders_time_contradicts_erases_nothing()
    {
        // The tool moves the program's clock and, by this, no longer the files' times with it.
        var variables = MovedClock.At("+40d");
        variables["NO_FAKE_STAT"] = "1";
        var (code, _, errors) = DaemonProcess.Run(study.Line("run", "--once"), variables);
        Assert.Equal(4, code);
        Assert.Contains("by store interviews it is", errors);
        Assert.Equal(DaemonStudy.PerCategory, study.Left("recording"));
    }

    [Fact]
    public void Gives_a_checkpoint_to_a_place_once_a_day_and_erases_nothing_where_the_place_knows_more_than_its_log()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(study.Data, "..", "elsewhere")).FullName;
        var configuration = File.ReadAllText(study.Configuration);
        File.WriteAllText(study.Configuration, configuration.Replace("\"schedule\"", "\"anchors\": { \"places\": { \"elsewhere\": { \"kind\": \"directory\", \"path\": \"elsewhere\" } } }, \"schedule\"", StringComparison.Ordinal));
        Look(study, "+0d");
        Assert.Single(Kept());
        var catalogue = Path.Combine(study.Data, "catalogue.db");
        var older = File.ReadAllBytes(catalogue);
        Look(study, "+1h");
        Assert.Single(Kept());
        Look(study, "+25h");
        Assert.Equal(2, Kept().Length);

        File.WriteAllBytes(catalogue, older);
        File.Delete(catalogue + "-wal");
        File.Delete(catalogue + "-shm");
        using var daemon = DaemonProcess.Start(study.RunLine, MovedClock.At("+40d"));
        daemon.Await("look-failed");
        daemon.Await("resumed");
        Assert.Equal(0, daemon.Signal("TERM").Code);
        Assert.Contains("\"code\":\"log-does-not-verify\"", study.Do("status", "--output", "json"), StringComparison.Ordinal);
        Assert.Equal(DaemonStudy.PerCategory, study.Left("recording"));

        string[] Kept() => Directory.GetFiles(Assert.Single(Directory.GetDirectories(elsewhere)));
    }

    public void Dispose() => study.Dispose();

    private static string Look(DaemonStudy of, string offset)
    {
        using var daemon = DaemonProcess.Start(of.RunLine, MovedClock.At(offset));
        daemon.AwaitLook("enforce");
        daemon.Await("resumed");
        Assert.Equal(0, daemon.Signal("TERM").Code);
        return daemon.Output + daemon.Errors;
    }

    private JsonElement Health() => JsonDocument.Parse(File.ReadAllText(Path.Combine(study.Data, "health.json"))).RootElement;

    private static void AssertNoName(string text)
    {
        foreach (var name in DaemonStudy.NamesOfPeopleAndFiles)
            Assert.DoesNotContain(name, text, StringComparison.OrdinalIgnoreCase);
    }
}
