using System.Globalization;

namespace RetentionWorker.Benchmarks;

/// <summary>
/// The idle daemon against a bare generic host with Quartz on SQLite: how soon each is ready, and what each holds in memory after a while.
/// Both start on a directory that they have used before, in turns. <c>RETENTION_PROGRAM</c> names another build of the daemon to measure.
/// </summary>
internal static class DaemonBenchmark
{
    private const long MostKiB = 90 * 1024;
    private const double MostRatio = 3.0;
    private const int Rounds = 9;
    private const int SettleSeconds = 10;

    public static int Run()
    {
        var retention = Environment.GetEnvironmentVariable("RETENTION_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, "retention");
        var directory = Directory.CreateTempSubdirectory("retention-benchmark-").FullName;
        try
        {
            var configuration = WriteStudy(directory);
            var ours = (Program: retention, Arguments: new[] { "run", "--config", configuration, "--data", Path.Combine(directory, "data") }, Word: "\"event\":\"ready\"");
            var rival = (Program: Environment.ProcessPath!, Arguments: new[] { "rival-daemon", Path.Combine(directory, "rival.db") }, Word: "ready");

            foreach (var verb in new[] { "store adopt interviews", "project add study --planned-end 2099-12-31" })
                WatchedProcess.Do(retention, [.. verb.Split(' '), .. ours.Arguments[1..]]);
            // Its first start discovers and enforces at once: this is the daemon that has worked and waits again.
            var worked = Once(ours, SettleSeconds);
            Once(rival, settle: 1);
            List<Measured> daemon = [], bare = [];
            for (var round = 0; round < Rounds; round++)
            {
                daemon.Add(Once(ours, round == Rounds - 1 ? SettleSeconds : 2));
                bare.Add(Once(rival, round == Rounds - 1 ? SettleSeconds : 2));
            }
            return Report(worked, daemon, bare);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static Measured Once((string Program, string[] Arguments, string Word) side, int settle)
    {
        using var process = WatchedProcess.Start(side.Program, side.Arguments, side.Word);
        Thread.Sleep(TimeSpan.FromSeconds(settle));
        var resident = process.Resident();
        var (took, code) = process.Stop();
        if (code != 0)
            throw new InvalidOperationException($"{side.Program} ended with {code}");
        return new Measured(process.Ready, resident.All, resident.Anonymous, took);
    }

    private static int Report(Measured worked, List<Measured> daemon, List<Measured> bare)
    {
        Line("", "min", "median", "max");
        Times("daemon, ready (ms)", daemon.Select(m => m.Ready));
        Times("bare host + Quartz, ready (ms)", bare.Select(m => m.Ready));
        Times("daemon, stopped after SIGTERM (ms)", daemon.Select(m => m.Stopped));
        Times("bare host + Quartz, stopped (ms)", bare.Select(m => m.Stopped));
        var ratio = Median(daemon.Select(m => m.Ready.TotalMilliseconds)) / Median(bare.Select(m => m.Ready.TotalMilliseconds));
        var most = daemon.Append(worked).Max(m => m.ResidentKiB);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio of the medians: {ratio:0.00} (at most {MostRatio:0.0})"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"daemon, resident: {most / 1024.0:0.0} MiB at most, {daemon[^1].ResidentKiB / 1024.0:0.0} after {SettleSeconds} s, {worked.ResidentKiB / 1024.0:0.0} after its first looks, of it {daemon[^1].AnonymousKiB / 1024.0:0.0} not backed by files (at most {MostKiB / 1024})"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"bare host + Quartz, resident: {bare.Max(m => m.ResidentKiB) / 1024.0:0.0} MiB at most, {bare[^1].ResidentKiB / 1024.0:0.0} after {SettleSeconds} s, of it {bare[^1].AnonymousKiB / 1024.0:0.0} not backed by files"));
        return ratio <= MostRatio && most < MostKiB ? 0 : 1;

        static void Times(string what, IEnumerable<TimeSpan> times)
        {
            var sorted = times.Select(t => t.TotalMilliseconds).Order().ToList();
            Line(what, Text(sorted[0]), Text(Median(sorted)), Text(sorted[^1]));
        }

        static string Text(double milliseconds) => milliseconds.ToString("0", CultureInfo.InvariantCulture);
        static void Line(string what, string min, string median, string max) => Console.WriteLine($"{what,-36}{min,8}{median,8}{max,8}");
    }

    /// <summary>A schedule and one folder with a project's files; the daemon has looked at them before it is measured.</summary>
    private static string WriteStudy(string directory)
    {
        File.WriteAllText(Path.Combine(directory, "retention-schedule.yaml"), """
            version: 1
            timeZone: Europe/London
            rules:
              - id: recordings-at-project-end
                category: [recording]
                startsAt: project-end
                eraseAfter: P0D
                eraseBy: P14D
                because: "Leaflet: the data will be securely deleted at the end of the project."
            limits:
              records: 10000
            settle: P0D
            """);
        for (var participant = 0; participant < 100; participant++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(directory, "interviews", "study", "recording", $"P-{participant:000}"));
            File.WriteAllText(Path.Combine(folder.FullName, "voice.wav"), "RIFF");
        }
        var configuration = Path.Combine(directory, "retention.json");
        File.WriteAllText(configuration, """
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
        return configuration;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private sealed record Measured(TimeSpan Ready, long ResidentKiB, long AnonymousKiB, TimeSpan Stopped);
}
