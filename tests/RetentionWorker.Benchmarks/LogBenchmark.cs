using System.Diagnostics;
using System.Security.Cryptography;
using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Catalogue;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Record;

namespace RetentionWorker.Benchmarks;

/// <summary>
/// What an intent and an outcome cost before they reach the disk: commitment, canonical JSON, tree. One thread; against bare SHA-256 of the
/// same bytes in the same process, in processor time.
/// </summary>
internal static class LogBenchmark
{
    private const int Records = 100_000;
    private const int Group = 256;

    public static int Run()
    {
        Measure(Records / 10);
        var (entries, bytes, appending, committing, hashing) = Measure(Records);
        Console.WriteLine($"log: {entries:N0} entries of {bytes / entries} bytes, in groups of {Group}");
        Console.WriteLine($"  append (JSON, leaf and tree hashes)   {entries / appending.TotalSeconds,12:N0} entries/s");
        Console.WriteLine($"  with commitments of each record       {entries / (appending + committing).TotalSeconds,12:N0} entries/s");
        Console.WriteLine($"  bare SHA-256 of the same bytes        {entries / hashing.TotalSeconds,12:N0} entries/s");
        Console.WriteLine($"  append : bare SHA-256 = {appending / hashing:0.00}; with commitments {(appending + committing) / hashing:0.00}");
        Console.WriteLine($"  40,000 entries with commitments cost {(appending + committing).TotalSeconds * 40_000 / entries:0.000} s");
        Durable();
        return 0;
    }

    /// <summary>The same through a real catalogue, flushed per group, in time by the clock; and the whole log verified, in processor time.</summary>
    private static void Durable()
    {
        var directory = Directory.CreateTempSubdirectory("retention-log-");
        try
        {
            using var catalogue = SqliteCatalogue.Open(directory.FullName);
            using var logKey = new LogKey(Path.Combine(directory.FullName, "audit-log-keys"), System.Security.Cryptography.RandomNumberGenerator.GetBytes);
            var log = new AuditLog(logKey);
            var at = Instant.FromUtc(2026, 11, 22, 10, 15);
            var appending = Stopwatch.StartNew();
            for (var from = 0; from < Records; from += Group)
            {
                using var uow = catalogue.Begin();
                log.Append(uow, [.. Enumerable.Range(from, Group).Select(i => new AuditEntry.HoldReleased(at, "os-0123456789abcdef", i, new("lonely")))]);
                uow.Commit();
            }
            appending.Stop();
            var verifying = new CpuTime();
            verifying.Start();
            var verdict = new AuditVerify(catalogue, NoteVerifier.Instance).Check(null, CancellationToken.None);
            verifying.Stop();
            Console.WriteLine($"  appended durably                      {verdict.Size / appending.Elapsed.TotalSeconds,12:N0} entries/s");
            Console.WriteLine($"  verified                              {verdict.Size / verifying.Elapsed.TotalSeconds,12:N0} entries/s{(verdict.Verified ? "" : $": {verdict.Problem}")}");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static (long Entries, long Bytes, TimeSpan Appending, TimeSpan Committing, TimeSpan Hashing) Measure(int records)
    {
        var folder = Directory.CreateTempSubdirectory("retention-log-");
        using var logKey = new LogKey(Path.Combine(folder.FullName, "audit-log-keys"), System.Security.Cryptography.RandomNumberGenerator.GetBytes);
        var log = new AuditLog(logKey);
        using var uow = new LogOnly();
        var key = new byte[Commitment.KeyLength];
        var at = Instant.FromUtc(2026, 11, 22, 10, 15);
        var project = new ProjectId("lonely");
        var participant = Commitment.OfParticipant(key, project, new("p-01"));
        var (appending, committing, hashing) = (new CpuTime(), new CpuTime(), new CpuTime());
        var bytes = 0L;
        var digest = Convert.ToHexStringLower(SHA256.HashData([]));
        for (var from = 0; from < records; from += Group)
        {
            committing.Start();
            var commitments = new string[Math.Min(Group, records - from)];
            for (var i = 0; i < commitments.Length; i++)
                commitments[i] = Commitment.OfRecord(key, new(new("interviews"), RecordName.FromText($"lonely/recording/p-01/interview-{from + i:0000000}.wav")));
            committing.Stop();

            appending.Start();
            var intents = new List<AuditEntry>(Group);
            for (var i = 0; i < commitments.Length; i++)
            {
                intents.Add(new AuditEntry.ErasureIntended(
                    at, "schedule", from + i, commitments[i], new("interviews"), project, new("recording"), [participant],
                    new(2026, 11, 16), new(2026, 11, 29), [new("recordings-at-project-end")], digest, digest));
            }
            var pending = log.Append(uow, intents);
            var outcomes = new List<AuditEntry>(Group);
            for (var i = 0; i < commitments.Length; i++)
            {
                outcomes.Add(new AuditEntry.Erased(
                    at, "schedule", pending.Seqs[i], commitments[i], ErasureMethod.Unlinked, 1, [new(ResidueKind.Backup, new LocalDate(2026, 12, 27))], "listed-absent"));
            }
            log.Append(uow, outcomes);
            appending.Stop();

            hashing.Start();
            foreach (var entry in uow.Entries)
                SHA256.HashData(entry);
            hashing.Stop();
            bytes += uow.Entries.Sum(e => (long)e.Length);
            uow.Entries.Clear();
        }
        return (uow.Head().Size, bytes, appending.Elapsed, committing.Elapsed, hashing.Elapsed);
    }

    private sealed class CpuTime
    {
        private TimeSpan started;

        public TimeSpan Elapsed { get; private set; }

        public void Start() => started = Environment.CpuUsage.TotalTime;

        public void Stop() => Elapsed += Environment.CpuUsage.TotalTime - started;
    }

    /// <summary>A unit of work of which only the log is real, and in memory.</summary>
    private sealed class LogOnly : IUnitOfWork, ILogBook, IClockBook
    {
        private LogHead head = new(0, MerkleTree.EmptyRoot(), []);

        public List<byte[]> Entries { get; } = [];
        public ILogBook Log => this;
        public bool Committed => true;
        public IProjectBook Projects => throw new NotSupportedException();
        public IWithdrawalBook Withdrawals => throw new NotSupportedException();
        public IHoldBook Holds => throw new NotSupportedException();
        public IStoreHoldBook StoreHolds => throw new NotSupportedException();
        public IStoreBook Stores => throw new NotSupportedException();
        public ICorrectionBook Corrections => throw new NotSupportedException();
        public IAnchorBook Anchors => throw new NotSupportedException();
        public IErasedBook Erased => throw new NotSupportedException();
        public IRunBook Runs => throw new NotSupportedException();
        public IKeyBook Keys => throw new NotSupportedException();
        public IRecipientBook Recipients => throw new NotSupportedException();
        public ICanaryBook Canaries => throw new NotSupportedException();
        public IScheduleBook Schedules => throw new NotSupportedException();
        public IRecordBook Records => throw new NotSupportedException();
        public IGroupBook Groups => throw new NotSupportedException();
        public IPlanBook Plans => throw new NotSupportedException();
        public IRejectionBook Rejections => throw new NotSupportedException();
        public IRequestBook Requests => throw new NotSupportedException();
        public ISpentBook Spent => throw new NotSupportedException();
        public IIntentBook Intents => throw new NotSupportedException();
        public IGuardBook Guards => throw new NotSupportedException();
        public IInventoryBook Inventories => throw new NotSupportedException();
        public IRegisterBook Register => throw new NotSupportedException();
        public IAgeBook Ages => throw new NotSupportedException();
        public IEscalationBook Escalations => throw new NotSupportedException();
        public IBreachBook Breaches => throw new NotSupportedException();

        public IClockBook Clock => this;
        public Instant? HighWaterMark { get; private set; }

        public void Raise(Instant seen) => HighWaterMark = Instant.Max(HighWaterMark ?? seen, seen);

        public IReadOnlyDictionary<StoreName, Duration> Accepted() => throw new NotSupportedException();

        public void Confirm(Instant mark, IReadOnlyDictionary<StoreName, Duration> accepted) => throw new NotSupportedException();

        public LogHead Head() => head;

        public void Append(long firstSeq, IReadOnlyList<byte[]> entries, LogHead newHead)
        {
            Entries.AddRange(entries);
            head = newHead;
        }

        public IEnumerable<(long Seq, byte[] Entry)> Read(long fromSeq) => Entries.Skip((int)fromSeq).Select((e, i) => (fromSeq + i, e));

        public long First() => 0;

        public IEnumerable<byte[]> PrunedLeaves(long fromSeq) => [];

        public AnnouncedPrune? Announced() => null;

        public void Announce(AnnouncedPrune prune) => throw new NotSupportedException();

        public void Prune(long firstSeq, IReadOnlyList<byte[]> leafHashes) => throw new NotSupportedException();

        public void Commit()
        {
        }

        public void Dispose()
        {
        }
    }
}
