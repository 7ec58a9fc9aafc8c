using System.Diagnostics;
using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;
using Retention.Domain.Audit;
using Retention.Domain.Schedule;
using RetentionWorker.Anchor;
using RetentionWorker.Anchor.Places;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Record;
using RetentionWorker.Register;
using RetentionWorker.Run;

namespace RetentionWorker.CrashHost;

/// <summary>What a process does that works on a log until it is killed: its command line behind the word <c>log</c>.</summary>
/// <param name="DataDirectory">The installation's data directory.</param>
/// <param name="Schedule">The file with the schedule in force, which lets the log's entries go after a time.</param>
/// <param name="Export">Where the log is exported to.</param>
/// <param name="Place">The name of a configured place, and its folder.</param>
/// <param name="Folder">The place's folder.</param>
/// <param name="Now">Where its clock begins.</param>
/// <param name="DaysASecond">How fast its clock goes: entries grow old while it lives.</param>
/// <param name="Seed">For the length of its pauses.</param>
internal sealed record LogOrders(string DataDirectory, string Schedule, string Export, string Place, string Folder, Instant Now, int DaysASecond, int Seed)
{
    public const string Word = "log";

    public static LogOrders Parse(string[] args) => new(
        args[1], args[2], args[3], args[4], args[5], InstantPattern.General.Parse(args[6]).Value, int.Parse(args[7], CultureInfo.InvariantCulture), int.Parse(args[8], CultureInfo.InvariantCulture));

    public IReadOnlyList<string> ToArguments() =>
        [Word, DataDirectory, Schedule, Export, Place, Folder, InstantPattern.General.Format(Now), DaysASecond.ToString(CultureInfo.InvariantCulture), Seed.ToString(CultureInfo.InvariantCulture)];
}

/// <summary>
/// Works on one log from several threads until it is killed: appends, exports, anchors, announces prunings, prunes, and changes its key. What it is at and what it was acknowledged it tells line by line on its output,
/// each with one write: <c>begin WHAT</c>, and <c>end WHAT NUMBER</c>, with an append's first index and the leaf hashes of its entries.
/// </summary>
internal sealed class LogHost(LogOrders orders, SqliteCatalogue catalogue) : IDisposable
{
    public const string Append = "append";
    public const string Export = "export";
    public const string Anchor = "anchor";
    public const string Announce = "announce";
    public const string Prune = "prune";
    public const string Rotate = "rotate";
    public const string Ready = "ready";
    private const int Appenders = 4;

    private readonly LogKey key = new(Path.Combine(orders.DataDirectory, "audit-log-keys"), System.Security.Cryptography.RandomNumberGenerator.GetBytes);
    private readonly RunningClock clock = new(orders.Now, orders.DaysASecond);
    private readonly Stream output = Console.OpenStandardOutput();
    private readonly Lock telling = new();

    public static IReadOnlyList<string> Activities { get; } = [Append, Export, Anchor, Announce, Prune, Rotate];

    private AuditLog Log => new(key);

    /// <summary>Comes back only where something fails, which it tells on the error output.</summary>
    public static async Task<int> RunAsync(LogOrders orders)
    {
        using var catalogue = SqliteCatalogue.Open(orders.DataDirectory);
        using var held = EraseLock.TryTake(orders.DataDirectory) ?? throw new InvalidOperationException("The killed process still holds the erase lock.");
        using var host = new LogHost(orders, catalogue);
        var schedule = ScheduleFile.Read(orders.Schedule).Reading.Schedule ?? throw new InvalidOperationException("The schedule cannot be used.");
        host.Tell(Ready);
        List<Action<Random>> works = [.. Enumerable.Repeat<Action<Random>>(host.AppendSome, Appenders), host.ExportAll, host.SendAnchor, host.RotateKey, dice => host.PruneSome(schedule, dice)];
        var threads = works.Select((work, i) => Task.Factory.StartNew(
            () => Repeat(work, new Random((orders.Seed * works.Count) + i)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await await Task.WhenAny(threads);
        return 1;
    }

    public void Dispose()
    {
        key.Dispose();
        output.Dispose();
    }

    private static void Repeat(Action<Random> work, Random dice)
    {
        while (true)
            work(dice);
    }

    private void AppendSome(Random dice)
    {
        var wanted = dice.Next(1, 8);
        var (seqs, entries) = ((IReadOnlyList<long>)[], new List<AuditEntry>());
        using (var uow = catalogue.Begin())
        {
            Tell("begin " + Append);
            var at = clock.LogNow();
            while (entries.Count < wanted)
                entries.Add(entries.Count % 2 == 0 ? new AuditEntry.Stopped(at, "os-1", "wrong-end-date") : new AuditEntry.Started(at, "os-1", "looked-into"));
            seqs = Log.Append(uow, entries).Seqs;
            uow.Commit();
        }
        Tell($"end {Append} {seqs[0]} {string.Join(' ', seqs.Select((seq, i) => Convert.ToHexStringLower(MerkleTree.LeafHash(entries[i].ToBytes(seq)))))}");
        Thread.Sleep(dice.Next(8));
    }

    private void ExportAll(Random dice)
    {
        Tell("begin " + Export);
        Tell($"end {Export} {new LogExport(catalogue, NoteVerifier.Instance).ToAsync(orders.Export, null, null, CancellationToken.None).GetAwaiter().GetResult().Size}");
        Thread.Sleep(dice.Next(20));
    }

    private void SendAnchor(Random dice)
    {
        Tell("begin " + Anchor);
        var line = new Anchoring(catalogue, Log, clock, new AnchorOptions(), [new DirectoryPlace(orders.Place, orders.Folder)]).SendNowAsync("schedule", null, CancellationToken.None).GetAwaiter().GetResult().Single();
        if (line.Code is { } code)
            throw new InvalidOperationException($"The place did not take the checkpoint: {code}.");
        Tell($"end {Anchor} {line.Size}");
        Thread.Sleep(dice.Next(30));
    }

    private void RotateKey(Random dice)
    {
        Thread.Sleep(dice.Next(100));
        Tell("begin " + Rotate);
        Tell($"end {Rotate} {new LogKeyRotation(catalogue, Log, key, clock).Rotate("os-1", null, CancellationToken.None).Entry}");
    }

    /// <summary>Most looks find nothing to do; one that begins to write has something to tell.</summary>
    private void PruneSome(RetentionSchedule schedule, Random dice)
    {
        var what = Announce;
        var seen = new TellingCatalogue(catalogue, () => Tell("begin " + what));
        var prune = new LogPrune(seen, Log, clock);
        if (prune.IsAnnounced())
            what = Prune;
        new LogPruning(seen, prune).Look(schedule, CancellationToken.None);
        if (seen.WasWritten)
        {
            using var session = catalogue.Read();
            Tell($"end {what} {session.Log.First()}");
        }
        Thread.Sleep(dice.Next(20));
    }

    private void Tell(string line)
    {
        var bytes = Encoding.ASCII.GetBytes(line + "\n");
        lock (telling)
            output.Write(bytes);
    }
}

/// <summary>A clock that goes so many days a second.</summary>
internal sealed class RunningClock(Instant start, int daysASecond) : IClock
{
    private readonly long began = Stopwatch.GetTimestamp();

    public Instant GetCurrentInstant() => start + Duration.FromSeconds((long)(Stopwatch.GetElapsedTime(began).TotalMilliseconds * daysASecond * 86.4));
}
