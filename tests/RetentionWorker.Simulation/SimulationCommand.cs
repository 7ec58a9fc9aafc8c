using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace RetentionWorker.Simulation;

/// <summary>Plays many seeds side by side, or one of them aloud. Exit code 1 where any fails, 64 where nobody understands what was asked.</summary>
internal static class SimulationCommand
{
    private const string Usage = """
        simulation --seeds N [--from N] [--workers N]   plays N seeds and says which fail
        simulation --seed N [--verbose]                 plays one seed, the same way as ever
        """;

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
        var watch = Stopwatch.StartNew();
        if (numbers.TryGetValue("--seed", out var seed))
            return Tell([SeedResult.Of(seed, verbose)], watch);
        if (!numbers.TryGetValue("--seeds", out var seeds))
            return Misunderstood();
        return Tell(Play(numbers.GetValueOrDefault("--from", 1), seeds, (int)numbers.GetValueOrDefault("--workers", Environment.ProcessorCount)), watch);
    }

    private static List<SeedResult> Play(long from, long seeds, int workers)
    {
        var results = new ConcurrentBag<SeedResult>();
        var next = from - 1;
        var threads = Enumerable.Range(0, workers).Select(_ => new Thread(() =>
        {
            for (var seed = Interlocked.Increment(ref next); seed < from + seeds; seed = Interlocked.Increment(ref next))
            {
                var result = SeedResult.Of(seed);
                results.Add(result);
                if (result.Failure is not null)
                    Console.Error.WriteLine($"seed {seed} fails: {result.Promise}");
                else if (results.Count % 500 == 0)
                    Console.Error.WriteLine($"{results.Count} of {seeds} seeds");
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        return [.. results.OrderBy(r => r.Seed)];
    }

    private static int Tell(List<SeedResult> results, Stopwatch watch)
    {
        var failed = results.Where(r => r.Failure is not null).ToList();
        foreach (var total in results.SelectMany(r => r.Counts).GroupBy(c => c.Key).OrderBy(g => g.Key, StringComparer.Ordinal))
            Console.WriteLine($"{total.Key,-44} {total.Sum(c => c.Value),12:N0} {total.Sum(c => c.Value) / (double)results.Count,10:N1} a seed");
        foreach (var failure in failed.Take(5))
            Console.WriteLine($"\nseed {failure.Seed}: {failure.Promise}\n{failure.Failure}\nreplay: --seed {failure.Seed} --verbose");
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
