using System.Diagnostics;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Simulation.Check;
using RetentionWorker.Simulation.Events;
using RetentionWorker.Simulation.Machine;

namespace RetentionWorker.Simulation;

/// <summary>What a seed came to: the digest of its whole log, or how it failed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="LogDigest">SHA-256 over all entries of the log, hex; null where the seed failed.</param>
/// <param name="Promise">The promise that was broken, or the kind of another failure; null where the seed is sound.</param>
/// <param name="Failure">What happened, with the day and the last events before it.</param>
/// <param name="Counts">How often what happened.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record SeedResult(
    long Seed, string? LogDigest, string? Promise, string? Failure, IReadOnlyDictionary<string, long> Counts, TimeSpan Elapsed)
{
    /// <summary>What plays it again, aloud.</summary>
    public string Replay => $"dotnet run -c Release --project tests/RetentionWorker.Simulation -- --seed {Seed} --verbose";

    private static readonly Lazy<string> Empty = new(MakeEmpty);

    /// <summary>What must be counted at least once where many seeds are played: each family of events, in mid-run too where it may come there, and each ailment.</summary>
    public static IReadOnlyList<string> Happenings { get; } =
    [
        .. SimEvent.All.Select(f => "event: " + f.Name), .. SimEvent.All.Where(f => f.AlsoInMidRun).Select(f => "meanwhile: " + f.Name),
        .. Enum.GetNames<Ailment>().Select(a => "showed: " + a), "runs killed", "runs on the dot", "runs a second early",
    ];

    /// <summary>Plays one seed from beginning to end.</summary>
    public static SeedResult Of(long seed, bool verbose = false)
    {
        var began = Stopwatch.GetTimestamp();
        var directory = NewDirectory();
        try
        {
            File.Copy(Empty.Value, Path.Combine(directory, "catalogue.db"));
            using var world = new SimWorld(seed, directory, verbose);
            try
            {
                var digest = new OneSeed(world).Play();
                return new(seed, digest, null, null, world.Counts.Of, Stopwatch.GetElapsedTime(began));
            }
            catch (Exception e)
            {
                var promise = (e as PromiseBroken)?.Promise ?? "it failed: " + e.GetType().Name;
                world.Trace.Note("BROKEN " + (e is PromiseBroken ? e.Message : e.ToString()));
                return new(seed, null, promise, string.Join(Environment.NewLine, world.Trace.Last), world.Counts.Of, Stopwatch.GetElapsedTime(began));
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>An empty catalogue, migrated once for all seeds.</summary>
    private static string MakeEmpty()
    {
        var directory = NewDirectory();
        SqliteCatalogue.Open(directory).Dispose();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(directory, recursive: true);
        return Path.Combine(directory, "catalogue.db");
    }

    private static string NewDirectory()
    {
        var parent = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var directory = Path.Combine(parent, $"retention-simulation-{Path.GetRandomFileName()}");
        return Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
    }
}
