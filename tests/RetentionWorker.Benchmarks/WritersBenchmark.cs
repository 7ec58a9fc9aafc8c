using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Record;

namespace RetentionWorker.Benchmarks;

/// <summary>
/// Durable, signed entries per second with 1, 16 and 64 threads that each append one entry and wait until it is acknowledged; beside each, in turn with it, as many threads that
/// do a bare INSERT of the same bytes with group commit, unsigned and in no tree, on the same disk under the same settings.
/// </summary>
internal static class WritersBenchmark
{
    private const int Rounds = 5;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(3);

    public static int Run()
    {
        var directory = Directory.CreateTempSubdirectory("retention-writers-");
        try
        {
            foreach (var writers in (int[])[1, 16, 64])
                Measure(Path.Combine(directory.FullName, writers.ToString(CultureInfo.InvariantCulture)), writers);
            return 0;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void Measure(string folder, int writers)
    {
        Directory.CreateDirectory(folder);
        using var catalogue = SqliteCatalogue.Open(folder);
        using var key = new LogKey(Path.Combine(folder, "audit-log-keys"), RandomNumberGenerator.GetBytes);
        using var rival = new BareInserts(Path.Combine(folder, "rival.db"));
        var log = new AuditLog(key);
        var (bytes, next) = (Entry(0).ToBytes(1_000_000), 0L);

        List<double> ours = [], bare = [], ratios = [];
        for (var round = -1; round < Rounds; round++)
        {
            var signed = PerSecond(writers, () => Append(catalogue, log, Interlocked.Increment(ref next)));
            var inserted = PerSecond(writers, () => rival.Insert(bytes));
            if (round < 0)
                continue;
            ours.Add(signed);
            bare.Add(inserted);
            ratios.Add(signed / inserted);
        }
        var verdict = new AuditVerify(catalogue, NoteVerifier.Instance).Check(null, CancellationToken.None);
        Console.WriteLine($"writers: {writers,2} × one entry of {bytes.Length} bytes, {Rounds} rounds of {Round.TotalSeconds:0} s each in turn, medians");
        Console.WriteLine($"  signed, durable      {Median(ours),10:N0} entries/s ({ours.Min():N0} to {ours.Max():N0})");
        Console.WriteLine($"  bare INSERT, durable {Median(bare),10:N0} rows/s    ({bare.Min():N0} to {bare.Max():N0})");
        Console.WriteLine($"  ratio                {Median(ratios),10:0.00} ({ratios.Min():0.00} to {ratios.Max():0.00})");
        Console.WriteLine($"  the log of {verdict.Size:N0} entries {(verdict.Verified && verdict.Size > next ? "verifies" : $"does NOT verify: {verdict.Problem}")}");
    }

    private static void Append(SqliteCatalogue catalogue, AuditLog log, long number)
    {
        using var uow = catalogue.Begin();
        log.Append(uow, [Entry(number)]);
        uow.Commit();
    }

    /// <summary>The entry that the log holds most of, about another record each time.</summary>
    private static AuditEntry.ErasureIntended Entry(long number)
    {
        var commitment = string.Create(CultureInfo.InvariantCulture, $"{number:0000000000}CDEFGHIJKLMNOPQRSTUVWXYZabcdefgh_");
        return new(
            SystemClock.Instance.GetCurrentInstant(), "schedule", number, commitment, new("interviews"), new("lonely"), new("recording"), [commitment],
            new(2026, 11, 16), new(2026, 11, 29), [new("recordings-at-project-end")], Digest, Digest);
    }

    private static readonly string Digest = Convert.ToHexStringLower(SHA256.HashData([]));

    /// <summary>So many threads, each at it again as soon as it was answered.</summary>
    private static double PerSecond(int writers, Action once)
    {
        var (done, clock) = (0L, Stopwatch.StartNew());
        var threads = Enumerable.Range(0, writers).Select(_ => new Thread(() =>
        {
            while (clock.Elapsed < Round)
            {
                once();
                Interlocked.Increment(ref done);
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        return done / clock.Elapsed.TotalSeconds;
    }

    private static double Median(List<double> of) => of.Order().ElementAt(of.Count / 2);
}
