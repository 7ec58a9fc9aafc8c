using System.Diagnostics;
using System.Globalization;
using RetentionWorker.Simulation.Machine;

namespace RetentionWorker.Simulation;

/// <summary>Plays many seeds side by side, or one of them aloud. Exit code 1 where any fails, 64 where nobody understands what was asked.</summary>
internal static class SimulationCommand
{
    private const string Usage = """
        simulation --seeds N [--from N] [--workers N]   plays N seeds and says which fail
        simulation --seed N [--verbose]                 plays one seed, the same way as ever
        """;

    /// <summary>How long nothing is said of the progress.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    public static int Run(string[] args)
    {
        var numbers = new Dictionary<string, long>();
        var verbose = false;
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--verbose")
                verbose = true;
            else if (args[i] is "--seeds" or "--seed" or "--from" or "--workers" && i + 1 < args.Length && long.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                numbers[args[i++]] = number;
            else
                return Misunderstood();
        }
        SeedConnections.Configure();
        var watch = Stopwatch.StartNew();
        if (numbers.TryGetValue("--seed", out var seed))
            return Tell([SeedResult.Of(seed, verbose)], watch);
        if (!numbers.TryGetValue("--seeds", out var seeds))
            return Misunderstood();
        return Tell(Play(numbers.GetValueOrDefault("--from", 1), seeds, (int)numbers.GetValueOrDefault("--workers", Environment.ProcessorCount), watch), watch);
    }

    private static IReadOnlyList<SeedResult> Play(long from, long seeds, int workers, Stopwatch watch)
    {
        var (played, failed, told) = (0L, 0L, TimeSpan.Zero);
        return Campaign.Play(from, seeds, workers, result =>
        {
            played++;
            if (result.Failure is not null)
            {
                failed++;
                Console.Error.WriteLine($"seed {result.Seed} fails: {result.Promise}; replay: {result.Replay}");
            }
            if (watch.Elapsed - told < Pause && played < seeds)
                return;
            told = watch.Elapsed;
            var pace = played / told.TotalSeconds;
            Console.Error.WriteLine($"{played} of {seeds} seeds, {failed} failed, {pace:N2} a second, {TimeSpan.FromSeconds((seeds - played) / pace):h\\:mm\\:ss} to go");
        });
    }

    private static int Tell(IReadOnlyList<SeedResult> results, Stopwatch watch)
    {
        var failed = results.Where(r => r.Failure is not null).ToList();
        foreach (var total in results.SelectMany(r => r.Counts).GroupBy(c => c.Key).OrderBy(g => g.Key, StringComparer.Ordinal))
            Console.WriteLine($"{total.Key,-44} {total.Sum(c => c.Value),12:N0} {total.Sum(c => c.Value) / (double)results.Count,10:N1} a seed");
        foreach (var failure in failed.Take(5))
            Console.WriteLine($"\nseed {failure.Seed}: {failure.Promise}\n{failure.Failure}\nreplay: {failure.Replay}");
        foreach (var kind in failed.GroupBy(f => f.Promise))
            Console.WriteLine($"{kind.Count()} seeds: {kind.Key}: {string.Join(' ', kind.Take(20).Select(f => f.Seed))}");
        var seconds = watch.Elapsed.TotalSeconds;
        if (results is [{ LogDigest: { } digest } only])
            Console.WriteLine($"seed {only.Seed}: log {digest}, {only.Elapsed.TotalSeconds:N2} s");
        else
            Console.WriteLine($"{results.Count} seeds in {seconds:N1} s ({results.Count / seconds:N2} a second, {Environment.CpuUsage.TotalTime.TotalSeconds / results.Count:N2} s of a processor each): {failed.Count} failed");
        return failed.Count == 0 ? 0 : 1;
    }

    private static int Misunderstood()
    {
        Console.Error.WriteLine(Usage);
        return 64;
    }
}
