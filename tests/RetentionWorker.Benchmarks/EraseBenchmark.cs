using System.Diagnostics;
using System.Globalization;
using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Erase;
using RetentionWorker.Hosting.Resilience;
using RetentionWorker.Record;
using RetentionWorker.Run;
using RetentionWorker.Stores;
using RetentionWorker.Stores.Files;
using RetentionWorker.Verify;

namespace RetentionWorker.Benchmarks;

/// <summary>
/// Erasing 20,000 small files (planned, decided twice, intent and outcome of each durable on the log, verified by an independent read)
/// against <c>rm -rf</c> and <c>shred -u</c> of the same tree, alternating in one run.
/// </summary>
internal static class EraseBenchmark
{
    private const int Participants = 40;
    private const int FilesEach = 500;
    private const int Rounds = 5;
    private static readonly Instant Now = SystemClock.Instance.GetCurrentInstant();
    private static readonly byte[] Content = new byte[1000];

    public static int Run()
    {
        var directory = Directory.CreateTempSubdirectory("retention-bench-erase-");
        try
        {
            var files = Participants * FilesEach;
            Worker(directory.FullName, "warm-up", 2);
            var (ours, theirs) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                if (round % 2 == 0)
                    ours.Add(Worker(directory.FullName, $"worker-{round}", Participants));
                theirs.Add(Command(directory.FullName, $"rm-{round}", Participants, "rm", tree => ["-rf", tree]));
                if (round % 2 == 1)
                    ours.Add(Worker(directory.FullName, $"worker-{round}", Participants));
            }
            var shred = Command(directory.FullName, "shred", Participants, "find", tree => [tree, "-type", "f", "-exec", "shred", "-u", "{}", "+"]);
            Console.WriteLine($"erase: {files:N0} files of {Content.Length} bytes, in {Participants} folders, {Rounds} alternating rounds");
            Console.WriteLine($"  worker, logged and verified  {Figures(ours, files)}");
            Console.WriteLine($"  rm -rf                       {Figures(theirs, files)}");
            Console.WriteLine($"  shred -u (one round)         {files / shred,9:N0} files/s");
            Console.WriteLine($"  worker : rm -rf = {Median(theirs) / Median(ours):0.00} × as fast (medians), {theirs.Min() / ours.Min():0.00} (minima); required at least 0.8");
            Console.WriteLine($"  worker : shred -u = {shred / Median(ours):0.0} × as fast; required at least 15");
            return 0;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static double Worker(string directory, string name, int participants)
    {
        var root = Tree(directory, name, participants);
        var data = Directory.CreateDirectory(Path.Combine(directory, name + "-data")).FullName;
        using var catalogue = SqliteCatalogue.Open(data);
        var schedule = new RetentionSchedule(
            new string('a', 64), DateTimeZoneProviders.Tzdb["Europe/London"],
            [new(new("recordings"), [new("recording")], StartingPoint.ProjectEnd, null, new(0, 0), new(0, 14), null, null, null, "Leaflet.")],
            Limits.None, CalendarPeriod.Zero);
        var store = new StoreName("interviews");
        var (reader, eraser, identity) = (new FilesReader(store, root), new FilesEraser(store, root, overwrite: false, participantDepth: 2), new FilesIdentity(root));
        var ways = ResilientStore.Of(reader, eraser, identity, new ResilienceOptions(), TimeProvider.System);
        identity.WriteAsync("5f1c7c7e", default).GetAwaiter().GetResult();
        using (var uow = catalogue.Begin())
        {
            uow.Stores.Adopt(new AdoptedStore(store, "5f1c7c7e", Now));
            uow.Schedules.Adopt(new AdoptedSchedule(schedule.Sha256, [1], Now));
            uow.Projects.Put(new ProjectEntry(new("lonely"), null, null, new LocalDate(2026, 6, 30), null, null, Now - Duration.FromDays(30), Now - Duration.FromDays(30)));
            uow.Commit();
        }
        var configured = new Dictionary<StoreName, ConfiguredStore>
        {
            [store] = new(store, "files", PathTemplate.Parse("{project}/{category}/{participant}/{*}").Template!, new(0, 0, 0, false, false), ways.Reader, ways.Identity, 2),
        };
        var keys = new CommitmentKeys(Path.Combine(data, "commitment-keys"), System.Security.Cryptography.RandomNumberGenerator.GetBytes);
        using var logKey = new LogKey(Path.Combine(data, "audit-log-keys"), System.Security.Cryptography.RandomNumberGenerator.GetBytes);
        using var run = new RetentionRun(
            catalogue, SystemClock.Instance, configured, new Erasing(new Dictionary<StoreName, IRecordEraser> { [store] = ways.Eraser }), new Verifying(configured),
            new AuditLog(logKey), new Commitments(keys), NoProgress.Instance);
        using var held = EraseLock.TryTake(data)!;
        run.DiscoverAsync(schedule, null, default).GetAwaiter().GetResult();
        Settle();
        var watch = Stopwatch.StartNew();
        var report = run.EnforceAsync(held, schedule, RetentionRun.Schedule, default).GetAwaiter().GetResult();
        var elapsed = watch.Elapsed.TotalSeconds;
        if (report.Books.Erased != participants * FilesEach || Directory.EnumerateFiles(root, "*.wav", new EnumerationOptions { RecurseSubdirectories = true }).Any())
            throw new InvalidOperationException("Not everything was erased.");
        return elapsed;
    }

    private static double Command(string directory, string name, int participants, string command, Func<string, string[]> arguments)
    {
        var root = Tree(directory, name, participants);
        Settle();
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(command, arguments(root)))!;
        process.WaitForExit();
        return process.ExitCode == 0 ? watch.Elapsed.TotalSeconds : throw new InvalidOperationException($"{command} failed.");
    }

    private static string Tree(string directory, string name, int participants)
    {
        var root = Path.Combine(directory, name);
        for (var p = 0; p < participants; p++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(root, "lonely", "recording", string.Create(CultureInfo.InvariantCulture, $"P{p:00}"))).FullName;
            for (var f = 0; f < FilesEach; f++)
                File.WriteAllBytes(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"interview-{f:0000}.wav")), Content);
        }
        return root;
    }

    private static void Settle()
    {
        using var sync = Process.Start("sync")!;
        sync.WaitForExit();
        GC.Collect();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Figures(List<double> seconds, int files) =>
        $"min {files / seconds.Max(),9:N0}  median {files / Median(seconds),9:N0}  max {files / seconds.Min(),9:N0} files/s";
}
