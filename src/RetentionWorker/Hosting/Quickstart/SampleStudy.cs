using System.Globalization;
using System.Text;
using NodaTime;

namespace RetentionWorker.Hosting.Quickstart;

/// <summary>A small study as in a participant's leaflet: 24 people, interviewed between January and March 2026.</summary>
internal static class SampleStudy
{
    public const int Participants = 24;
    public const string Project = "lonely-lives";

    public const string Schedule = """
        version: 1
        timeZone: Europe/London
        rules:
          - id: recordings-at-project-end
            category: [recording, transcript]
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
          - id: everything-on-withdrawal
            category: [recording, transcript, contact-details, incentive-payment]
            startsAt: withdrawal
            eraseAfter: P0D
            eraseBy: P1M
            because: "Leaflet: free to withdraw at any stage."
          - id: incentive-payments-tax
            category: incentive-payment
            startsAt: collected
            retain: P6Y
            obligation: tax-records
            eraseAfter: P6Y
            eraseBy: P6Y3M
            because: "Business records for tax."
        limits:
          records: 1000
          percentOfStore: 100
          percentOfProject: 100
          perWeek:
            records: 3000
        settle: P1D

        """;

    public const string Configuration = """
        {
          "schedule": "retention-schedule.yaml",
          "stores": {
            "interviews": {
              "kind": "files",
              "root": "interviews",
              "template": "{project}/{category}/{participant}/{*}",
              "declared": { "backupDays": 35, "snapshotDays": 0 }
            }
          }
        }

        """;

    private static readonly string[] Answers =
    [
        "I moved here after the divorce and knew nobody.", "Sundays are the longest day of the week.", "My neighbour knocks twice a week; it matters more than she knows.",
        "I keep the radio on so that there is a voice.", "Since I joined the choir it is better.",
    ];

    /// <summary>The day on which a participant was interviewed.</summary>
    public static LocalDate InterviewedOn(int participant) => new LocalDate(2026, 1, 12).PlusDays(participant * 3);

    public static string Id(int participant) => string.Create(CultureInfo.InvariantCulture, $"P{participant:00}");

    /// <summary>Writes schedule, configuration and every record; the times of the files are those of the interviews.</summary>
    public static void Write(string directory)
    {
        File.WriteAllText(Path.Combine(directory, "retention-schedule.yaml"), Schedule);
        File.WriteAllText(Path.Combine(directory, "retention.json"), Configuration);
        for (var p = 1; p <= Participants; p++)
        {
            var at = InterviewedOn(p).AtMidnight().PlusHours(14).InUtc().ToDateTimeUtc();
            Put(directory, $"recording/{Id(p)}/interview.wav", SpokenSound.Wav(p, vowels: 8), at);
            Put(directory, $"transcript/{Id(p)}/interview.txt", Encoding.UTF8.GetBytes($"I: How have you been?\nR: {Answers[p % Answers.Length]}\n"), at);
            Put(directory, $"contact-details/{Id(p)}/contact.json", Encoding.UTF8.GetBytes($$"""{ "name": "Participant {{p}} (made up)", "phone": "+44 7700 900{{p:000}}" }"""), at);
            Put(directory, $"incentive-payment/{Id(p)}/receipt.json", Encoding.UTF8.GetBytes($$"""{ "pounds": 25, "paidOn": "{{InterviewedOn(p):uuuu-MM-dd}}" }"""), at);
        }
        var stray = Path.Combine(directory, "interviews", "interview guide.txt");
        File.WriteAllText(stray, "Questions for the second round.\n");
        File.SetLastWriteTimeUtc(stray, new DateTime(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc));
    }

    private static void Put(string directory, string name, byte[] content, DateTime at)
    {
        var path = Path.Combine(directory, "interviews", Project, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        File.SetLastWriteTimeUtc(path, at);
    }
}
