using System.Globalization;
using NodaTime;
using NodaTime.Text;
using RetentionWorker.Tests.Deploy;
using RetentionWorker.Tests.Jobs;

namespace RetentionWorker.Tests.Hosting.Control;

/// <summary>
/// An installation of a service account that is nobody's, and other people beside it: really different users of the system, who come over the
/// socket or not at all. More is due than a run may erase.
/// </summary>
internal sealed class People : IDisposable
{
    public const int Service = 64001;
    public const int Approver = 64002;
    public const int Third = 64003;
    public const int Records = 5;

    private readonly string home = Directory.CreateTempSubdirectory("retention-people-").FullName;
    private readonly string program;

    public People()
    {
        File.WriteAllText(Path.Combine(home, "retention-schedule.yaml"), """
            version: 1
            timeZone: Europe/London
            rules:
              - id: recordings-at-project-end
                category: recording
                startsAt: project-end
                eraseAfter: P0D
                eraseBy: P14D
                because: "Leaflet: the data will be securely deleted at the end of the project."
            limits:
              records: 3
            settle: P0D
            """);
        File.WriteAllText(Configuration, """
            {
              "schedule": "retention-schedule.yaml",
              "stores": { "interviews": { "kind": "files", "root": "interviews", "template": "{project}/{category}/{participant}/{*}",
                                          "declared": { "backupDays": 0, "snapshotDays": 0 } } },
              "daemon": { "enforce": "* * * * * ?", "socket": "run/control.sock" }
            }
            """);
        for (var i = 1; i <= Records; i++)
        {
            Directory.CreateDirectory(Path.Combine(home, "interviews", "lonely", "recording", $"P{i}"));
            File.WriteAllText(Path.Combine(home, "interviews", "lonely", "recording", $"P{i}", "voice.wav"), "RIFF");
        }
        Directory.CreateDirectory(Path.Combine(home, "run"));
        Directory.CreateDirectory(Data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Repository.Run("chmod", "0755", home, Path.Combine(home, "run"));
        Repository.Run("chmod", "0644", Configuration, Path.Combine(home, "retention-schedule.yaml"));
        Repository.Run("chown", "-R", $"{Service}:{Service}", Data, Path.Combine(home, "run"), Path.Combine(home, "interviews"));
        program = Reachable();
        var yesterday = LocalDatePattern.Iso.Format(SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(-1));
        foreach (var verb in new[] { "store adopt interviews", $"project add lonely --planned-end {yesterday}", $"project end lonely --on {yesterday} --event report-accepted", "discover" })
            Done(Local(Service, verb.Split(' ')));
    }

    public string Data => Path.Combine(home, "data");

    public string Socket => Path.Combine(home, "run", "control.sock");

    private string Configuration => Path.Combine(home, "retention.json");

    public int Left => Repository.Run("find", Path.Combine(home, "interviews"), "-name", "voice.wav", "-printf", "x").Output.Length;

    public DaemonProcess Daemon() => DaemonProcess.StartProgram("setpriv", [.. Be(Service), "--", program, .. Installed("run")]);

    /// <summary>At the command line, on the data directory.</summary>
    public (int Code, string Output, string Errors) Local(int user, params string[] verb) => As(user, Installed(verb));

    /// <summary>Over the socket.</summary>
    public (int Code, string Output, string Errors) Via(int user, params string[] verb) => As(user, ["--via", Socket, .. verb]);

    public string Done((int Code, string Output, string Errors) said)
    {
        Assert.True(said.Code == 0, $"{said.Code}\n{said.Output}\n{said.Errors}");
        return said.Output;
    }

    public void Dispose() => Repository.Run("rm", "-rf", home);

    private static string[] Be(int user)
    {
        var id = user.ToString(CultureInfo.InvariantCulture);
        return ["--reuid", id, "--regid", id, "--clear-groups"];
    }

    private string[] Installed(params string[] verb) => [.. verb, "--config", Configuration, "--data", Data];

    private (int Code, string Output, string Errors) As(int user, string[] arguments) =>
        DaemonProcess.RunProgram("setpriv", [.. Be(user), "--", program, .. arguments]);

    /// <summary>The built program, copied to where everybody may run it unless they may where it is.</summary>
    private string Reachable()
    {
        if (Repository.Run("setpriv", [.. Be(Third), "--", "test", "-x", DaemonProcess.Program]).Code == 0)
            return DaemonProcess.Program;
        var copy = Path.Combine(home, "program");
        Repository.Run("cp", "-r", AppContext.BaseDirectory, copy);
        Repository.Run("chmod", "-R", "a+rX", copy);
        return Path.Combine(copy, "retention");
    }
}
