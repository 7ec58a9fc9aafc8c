using System.Globalization;
using NodaTime;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Cli;
using RetentionWorker.Keys;
using RetentionWorker.Run;

namespace RetentionWorker.Hosting.Quickstart;

/// <summary>
/// Plays a study's whole lifetime by the program's own commands under a simulated calendar, in a fresh directory and a catalogue marked
/// simulated. Configuration, environment and existing data are ignored.
/// </summary>
internal sealed class QuickstartPlay(Surroundings around, CancellationToken ct)
{
    private static readonly DateTimeZone London = DateTimeZoneProviders.Tzdb["Europe/London"];
    private readonly SimulatedClock clock = new(At(2026, 1, 5, 9));

    public static Task<ExitCode> RunAsync(Surroundings around, CancellationToken ct) => new QuickstartPlay(around, ct).PlayAsync();

    private async Task<ExitCode> PlayAsync()
    {
        var directory = FreshDirectory();
        around.Output.WriteLine($"A study of {Amount.Of(SampleStudy.Participants, "participant")} in {directory}");
        around.Output.WriteLine("The calendar below is simulated; the files, the erasures and the log are real.");
        SampleStudy.Write(directory);
        PrivateFile.CreateDirectory(Path.Combine(directory, "retention-data"));
        SqliteCatalogue.Open(Path.Combine(directory, "retention-data"), simulated: true).Dispose();

        foreach (var (at, what, commands) in Story())
        {
            clock.GoTo(at);
            around.Output.WriteLine();
            around.Output.WriteLine($"── {at.InZone(London).LocalDateTime.ToString("ddd d MMMM uuuu, HH:mm", CultureInfo.InvariantCulture)} ── {what}");
            foreach (var command in commands)
            {
                around.Output.WriteLine($"$ retention {string.Join(' ', command.Select(Quoted))}");
                var code = await Entrance.RunAsync(command, Within(directory), ct);
                if (code is not (ExitCode.Done or ExitCode.NeedsPerson))
                    return code;
            }
            around.Output.WriteLine(Remaining(directory));
        }
        Close(directory);
        return ExitCode.Done;
    }

    private static IEnumerable<(Instant At, string What, string[][] Commands)> Story()
    {
        const string project = SampleStudy.Project;
        yield return (At(2026, 1, 5, 9), "the project begins", [
            ["schedule", "check"],
            ["store", "adopt", "interviews"],
            ["project", "add", project, "--planned-end", "2026-06-30", "--title", "Lonely lives"]]);
        yield return (At(2026, 3, 31, 9), "fieldwork is over; nothing is due", [["run", "--once"]]);
        yield return (At(2026, 4, 2, 10), "P07 withdraws", [
            ["withdraw", "--project", project, "--participant", "P07", "--on", "2026-04-02", "--ground", "consent"]]);
        yield return (At(2026, 4, 3, 12), "a day later (settle) the withdrawal acts; the payment stays under its tax obligation", [["run", "--once"]]);
        yield return (At(2026, 6, 1, 11), "a dispute: P12's material is put on hold", [
            ["hold", "place", "--project", project, "--participant", "P12", "--mandate", "litigation", "--reference", "CASE/2026-17", "--review-by", "2027-01-31"]]);
        yield return (At(2026, 6, 30, 17), "the report is accepted: the project ends", [
            ["project", "end", project, "--on", "2026-06-30", "--event", "report-accepted"],
            ["plan"]]);
        yield return (At(2026, 7, 1, 12), "the project is over, but that was written down only yesterday: it settles for a day", [["run", "--once"]]);
        yield return (At(2026, 7, 2, 12), "recordings and transcripts go", [["run", "--once"]]);
        yield return (At(2026, 12, 1, 10), "the dispute is settled: the hold is released, by the one person here, so that it counts a day later", [["hold", "release", "1", "--as-single-operator"]]);
        yield return (At(2026, 12, 2, 12), "what the hold had kept goes at once, late and said so", [["run", "--once"]]);
        yield return (At(2027, 6, 20, 12), "the last day on which contact details are kept", [["run", "--once"]]);
        yield return (At(2027, 6, 21, 12), "contact details go, nine days before the promise", [["run", "--once"]]);
        yield return (At(2032, 4, 1, 12), "six years on: the payments leave their obligation", [["run", "--once"]]);
        yield return (At(2032, 4, 1, 13), "what is left, and is the log whole?", [["status"], ["audit", "verify"]]);
    }

    private void Close(string directory)
    {
        around.Output.WriteLine();
        around.Output.WriteLine("Kept: the one file that fits no template, unclassified: reported at every run, never erased.");
        around.Output.WriteLine("Erased: everything else, each on its day, each with an intent and an outcome on the log.");
        around.Output.WriteLine();
        around.Output.WriteLine("Next, try (the simulated calendar has ended: these look, and nothing can be erased here any more):");
        var at = $"--data {Quoted(Path.Combine(directory, "retention-data"))} --config {Quoted(Path.Combine(directory, "retention.json"))}";
        var self = Self();
        around.Output.WriteLine($"  {self} audit list {at}");
        around.Output.WriteLine($"  {self} explain {Quoted("interviews:interview guide.txt")} {at}");
        around.Output.WriteLine($"  {self} schedule when --rule contact-details-within-12-months --start 2026-06-30 {at}");
        around.Output.WriteLine($"  {self} --help");
    }

    /// <summary>How this program was called, so that the next commands can be copied as they stand.</summary>
    private static string Self()
    {
        var process = Environment.ProcessPath ?? "retention";
        return Path.GetFileName(process) == "dotnet" ? "dotnet " + Quoted(typeof(QuickstartPlay).Assembly.Location) : Quoted(process);
    }

    /// <summary>The commands see the directory and the calendar, and nothing of the person's own surroundings.</summary>
    private Surroundings Within(string directory) => around with
    {
        Variables = new Dictionary<string, string>(),
        WorkingDirectory = directory,
        Clock = clock,
        Screen = null,
        Person = null,
    };

    private static string Remaining(string directory)
    {
        var study = Path.Combine(directory, "interviews", SampleStudy.Project);
        var counts = new[] { "recording", "transcript", "contact-details", "incentive-payment" }
            .Select(category => $"{category} {(Directory.Exists(Path.Combine(study, category)) ? Directory.GetFiles(Path.Combine(study, category), "*", new EnumerationOptions { RecurseSubdirectories = true }).Length : 0)}");
        return $"  on disk: {string.Join(" · ", counts)}";
    }

    private string FreshDirectory()
    {
        for (var n = 1; ; n++)
        {
            var directory = Path.Combine(around.WorkingDirectory, n == 1 ? "retention-quickstart" : $"retention-quickstart-{n}");
            if (Directory.Exists(directory) || File.Exists(directory))
                continue;
            Directory.CreateDirectory(directory);
            return directory;
        }
    }

    private static string Quoted(string argument) => argument.Contains(' ', StringComparison.Ordinal) ? $"'{argument}'" : argument;

    private static Instant At(int year, int month, int day, int hour) => new LocalDateTime(year, month, day, hour, 0).InZoneLeniently(London).ToInstant();
}
