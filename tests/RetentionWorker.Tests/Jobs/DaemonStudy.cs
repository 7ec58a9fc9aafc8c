using NodaTime;
using NodaTime.Text;
using System.Text;

namespace RetentionWorker.Tests.Jobs;

/// <summary>A small study in a folder, set up by the command's own verbs, with names that would be noticed in a log.</summary>
internal sealed class DaemonStudy : IDisposable
{
    /// <summary>Participant ids and file names; the last file name is not UTF-8.</summary>
    public static readonly string[] Participants = ["Anna-Maria.Quist", "P-0042", "Zoë", "o'Neil & sons", "{Look}", "%2e%2e"];
    private static readonly byte[][] FileNames =
    [
        "interview-wedding.wav"u8.ToArray(), "\u001b[31malarm\u001b[0m.wav"u8.ToArray(), "new\nline.wav"u8.ToArray(), ".hidden-voice"u8.ToArray(), [.. "caf"u8, 0xe9, .. ".wav"u8],
    ];

    private readonly string directory = Directory.CreateTempSubdirectory("retention-study-").FullName;

    public DaemonStudy(bool ends = true)
    {
        File.WriteAllText(Path.Combine(directory, "retention-schedule.yaml"), """
            version: 1
            timeZone: Europe/London
            rules:
              - id: recordings-at-project-end
                category: recording
                startsAt: project-end
                eraseAfter: P0D
                eraseBy: P14D
                because: "Leaflet: the data will be securely deleted at the end of the project."
              - id: contact-details-within-12-months
                category: contact-details
                startsAt: project-end
                eraseAfter: P11M21D
                eraseBy: P12M
                because: "Leaflet: securely deleted within 12 months of the project ending."
            limits:
              records: 10000
            settle: P0D
            """);
        File.WriteAllText(Configuration, """
            {
              "schedule": "retention-schedule.yaml",
              "stores": {
                "interviews": {
                  "kind": "files", "root": "interviews", "template": "{project}/{category}/{participant}/{*}",
                  "declared": { "backupDays": 0, "snapshotDays": 0 }
                }
              }
            }
            """);
        foreach (var category in new[] { "recording", "contact-details" })
        {
            foreach (var participant in Participants)
            {
                foreach (var name in FileNames)
                    Write(Path.Combine(Root, "wedding-study", category, participant), name);
            }
        }
        var today = SystemClock.Instance.GetCurrentInstant().InUtc().Date;
        Do("store", "adopt", "interviews");
        Do("project", "add", "wedding-study", "--planned-end", LocalDatePattern.Iso.Format(today.PlusDays(20)));
        if (ends)
            Do("project", "end", "wedding-study", "--on", LocalDatePattern.Iso.Format(today.PlusDays(20)), "--event", "report-accepted");
    }

    /// <summary>Ends a study that runs, yesterday: its recordings are due from now on.</summary>
    public void EndYesterday()
    {
        Do("project", "end", "wedding-study", "--on", LocalDatePattern.Iso.Format(SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(-1)), "--event", "report-accepted");
    }

    public string Configuration => Path.Combine(directory, "retention.json");

    public string Data => Path.Combine(directory, "data");

    public string[] RunLine => Line("run");

    public static IEnumerable<string> NamesOfPeopleAndFiles =>
        Participants.Concat(["wedding", "alarm", "line.wav", "hidden-voice", "caf", "Quist", "Neil"]);

    public static int PerCategory => Participants.Length * FileNames.Length;

    private string Root => Path.Combine(directory, "interviews");

    public string[] Line(params string[] verb) => [.. verb, "--config", Configuration, "--data", Data];

    /// <summary>Runs the verb to its end, which must be good.</summary>
    public string Do(params string[] verb)
    {
        var (code, output, errors) = DaemonProcess.Run(Line(verb));
        Assert.True(code == 0, $"{string.Join(' ', verb)}: {code}\n{errors}");
        return output;
    }

    /// <summary>How many files the category has left.</summary>
    public int Left(string category)
    {
        var (_, output) = Deploy.Repository.Run("find", Path.Combine(Root, "wedding-study", category), "-type", "f", "-printf", "x");
        return output.Length;
    }

    public void Dispose() => Deploy.Repository.Run("rm", "-rf", directory);

    /// <summary>Names that are not UTF-8 are beyond the framework's files; the shell takes bytes.</summary>
    private static void Write(string folder, byte[] name)
    {
        var escaped = new StringBuilder();
        foreach (var b in name)
            escaped.Append('\\').Append(Convert.ToString(b, 8).PadLeft(3, '0'));
        Directory.CreateDirectory(folder);
        Assert.Equal(0, Deploy.Repository.Run("bash", "-c", "printf RIFF > \"$0\"/$'" + escaped + "'", folder).Code);
    }
}
