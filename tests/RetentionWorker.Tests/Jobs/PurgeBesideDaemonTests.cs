using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace RetentionWorker.Tests.Jobs;

/// <summary>The built program twice: a daemon, and a purge beside it that hands it the plan and follows it.</summary>
public sealed class PurgeBesideDaemonTests : IDisposable
{
    /// <summary>The daemon looks when it starts, and then not before three days have passed.</summary>
    private static readonly string InThreeDays = $"0 0 12 ? * {NodaTime.SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(3).DayOfWeek.ToString()[..3].ToUpperInvariant()}";
    private static readonly Dictionary<string, string> NoTicks = new() { ["RETENTION__DAEMON__DISCOVER"] = InThreeDays, ["RETENTION__DAEMON__ENFORCE"] = InThreeDays };

    private readonly DaemonStudy study = new(ends: false);

    public void Dispose() => study.Dispose();

    [Fact]
    public void The_daemon_erases_the_plan_and_purge_answers_with_its_books()
    {
        using var daemon = Idle();
        study.EndYesterday();
        var (code, output, errors) = DaemonProcess.Run(Purge(Digest()));
        Assert.True(code == 0, errors);
        var books = Json(output);
        Assert.True(books.GetProperty("handedOver").GetBoolean());
        Assert.Equal(DaemonStudy.PerCategory, books.GetProperty("erased").GetInt32());
        Assert.Equal(0, books.GetProperty("alreadyAbsent").GetInt32());
        Assert.Empty(books.GetProperty("notErased").EnumerateObject());
        Assert.Equal(0, study.Left("recording"));
        Assert.Equal(DaemonStudy.PerCategory, study.Left("contact-details"));
        Assert.Contains($"erased={DaemonStudy.PerCategory} ", daemon.AwaitLook("request").GetRawText());
        study.Do("audit", "verify");
        Assert.Equal(0, daemon.Signal("TERM").Code);
    }

    [Fact]
    public void Another_plan_than_the_one_of_now_is_refused_with_4()
    {
        using var daemon = Idle();
        study.EndYesterday();
        var (code, _, errors) = DaemonProcess.Run(Purge(new string('0', 64)));
        Assert.Equal(4, code);
        Assert.StartsWith("refused: the plan of now is " + Digest(), errors);
        Assert.Equal(DaemonStudy.PerCategory, study.Left("recording"));
    }

    [Fact]
    public void A_hold_refuses_it_with_4()
    {
        using var daemon = Idle();
        study.EndYesterday();
        var digest = Digest();
        PlaceHold();
        var (code, _, errors) = DaemonProcess.Run(Purge(digest));
        Assert.Equal(4, code);
        Assert.Contains("on hold", errors);
        Assert.Equal(DaemonStudy.PerCategory, study.Left("recording"));
    }

    [Fact]
    public void A_hold_that_is_placed_after_the_plan_was_handed_over_keeps_its_records()
    {
        using var daemon = Idle();
        study.EndYesterday();
        var digest = Digest();
        Send("STOP", daemon.Id);
        using var purge = DaemonProcess.Start(Purge(digest));
        AwaitHandedOver();
        PlaceHold();
        Send("CONT", daemon.Id);
        Assert.Equal(4, purge.WaitForExit());
        Assert.Equal(DaemonStudy.PerCategory, Json(purge.Output).GetProperty("notErased").GetProperty("held").GetInt32());
        Assert.Contains("refused: a hold was placed since", purge.Errors);
        Assert.Equal(DaemonStudy.PerCategory, study.Left("recording"));
    }

    [Fact]
    public void Where_the_daemon_is_killed_before_it_begins_purge_does_it_itself()
    {
        using var daemon = Idle();
        study.EndYesterday();
        var digest = Digest();
        Send("STOP", daemon.Id);
        using var purge = DaemonProcess.Start(Purge(digest));
        AwaitHandedOver();
        daemon.Signal("KILL");
        Assert.Equal(0, purge.WaitForExit());
        Assert.False(Json(purge.Output).GetProperty("handedOver").GetBoolean());
        Assert.Equal(DaemonStudy.PerCategory, Json(purge.Output).GetProperty("erased").GetInt32());
        Assert.Equal(0, study.Left("recording"));
        study.Do("audit", "verify");
    }

    [Fact]
    public void Where_the_daemon_is_killed_in_the_middle_purge_goes_on_with_the_rest_of_the_plan()
    {
        using var daemon = Idle("strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=unlinkat:signal=KILL:when=10");
        study.EndYesterday();
        var (code, output, errors) = DaemonProcess.Run(Purge(Digest()));
        Assert.True(code == 0, errors);
        Assert.False(Json(output).GetProperty("handedOver").GetBoolean());
        Assert.InRange(Json(output).GetProperty("erased").GetInt32(), 1, DaemonStudy.PerCategory - 1);
        Assert.Equal(0, study.Left("recording"));
        study.Do("audit", "verify");
    }

    private DaemonProcess Idle(params string[] below)
    {
        var daemon = DaemonProcess.Start(study.RunLine, NoTicks, below);
        daemon.Await("resumed");
        return daemon;
    }

    private string[] Purge(string digest) => study.Line("purge", "--project", "wedding-study", "--yes", "--plan", digest, "--output", "json");

    private string Digest() => Json(study.Do("plan", "--project", "wedding-study", "--output", "json")).GetProperty("digest").GetString()!;

    private void PlaceHold() => study.Do("hold", "place", "--project", "wedding-study", "--mandate", "litigation", "--reference", "LIT-1", "--review-by", NodaTime.Text.LocalDatePattern.Iso.Format(NodaTime.SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(30)));

    private void AwaitHandedOver()
    {
        using var catalogue = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(study.Data, "catalogue.db"), Pooling = false }.ToString());
        catalogue.Open();
        using var command = catalogue.CreateCommand();
        command.CommandText = "SELECT count(*) FROM requests";
        Assert.True(SpinWait.SpinUntil(() => (long)command.ExecuteScalar()! == 1, TimeSpan.FromSeconds(60)));
    }

    private static void Send(string signal, int process)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
