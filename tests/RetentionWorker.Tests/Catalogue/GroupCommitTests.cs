using System.Security.Cryptography;
using NodaTime;
using Retention.Domain.Audit;
using RetentionWorker.Catalogue;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Record;

namespace RetentionWorker.Tests.Catalogue;

/// <summary>Units of work of one process that wait for each other share a transaction: one flush and one signature, and each stands or falls for itself until then.</summary>
public sealed class GroupCommitTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("retention-group-");
    private readonly SqliteCatalogue catalogue;
    private readonly CountingKey key;
    private readonly AuditLog log;

    public GroupCommitTests()
    {
        catalogue = SqliteCatalogue.Open(directory.FullName);
        key = new(Path.Combine(directory.FullName, "audit-log-keys"));
        log = new(key);
        Append("first");
        key.Signatures = 0;
    }

    [Fact]
    public void Whoever_waits_joins_and_one_signature_covers_them_all()
    {
        List<Waiter> others;
        using (var uow = catalogue.Begin())
        {
            log.Append(uow, [Entry("leader")]);
            others = [.. Enumerable.Range(0, 5).Select(i => Waiter.Of(() => Append($"waiter-{i}")))];
            uow.Commit();
        }
        others.ForEach(o => o.End());

        Assert.InRange(key.Signatures, 1, 3);
        Assert.Equal(["first", "leader", "waiter-0", "waiter-1", "waiter-2", "waiter-3", "waiter-4"], Codes().Order(StringComparer.Ordinal));
        Assert.True(Verdict().Verified, Verdict().Problem);
    }

    [Fact]
    public void Alone_each_unit_is_a_transaction_of_its_own()
    {
        for (var i = 0; i < 3; i++)
        {
            Append($"alone-{i}");
            Assert.Equal(2 + i, SeenByOthers());
        }
        Assert.Equal(3, key.Signatures);
    }

    [Fact]
    public void Nothing_is_acknowledged_or_seen_before_the_group_is_durable()
    {
        var uow = catalogue.Begin();
        var pending = log.Append(uow, [Entry("joined")]);
        using var inside = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var later = Waiter.Of(() =>
        {
            using var next = catalogue.Begin();
            inside.Set();
            goOn.Wait();
            log.Append(next, [Entry("later")]);
            next.Commit();
        });
        var first = Waiter.Of(uow.Commit, asleep: false);
        inside.Wait();

        Assert.False(uow.Committed);
        Assert.Throws<InvalidOperationException>(() => pending.AfterCommit());
        Assert.Equal(1, SeenByOthers());

        goOn.Set();
        first.End();
        later.End();
        Assert.True(uow.Committed);
        Assert.Equal(3, SeenByOthers());
    }

    [Fact]
    public void A_unit_that_is_undone_takes_nothing_of_the_others_with_it()
    {
        List<Waiter> others;
        using (var uow = catalogue.Begin())
        {
            log.Append(uow, [Entry("leader")]);
            others =
            [
                .. Enumerable.Range(0, 6).Select(i => Waiter.Of(() =>
                {
                    using var own = catalogue.Begin();
                    log.Append(own, [Entry($"waiter-{i}")]);
                    Note(own, i);
                    if (i % 2 == 0)
                        own.Commit();
                })),
            ];
            uow.Commit();
        }
        others.ForEach(o => o.End());

        Assert.Equal(["first", "leader", "waiter-0", "waiter-2", "waiter-4"], Codes().Order(StringComparer.Ordinal));
        Assert.Equal([0L, 2L, 4L], Notes());
        Assert.True(Verdict().Verified, Verdict().Problem);
    }

    [Fact]
    public void Where_the_group_cannot_be_made_durable_all_of_them_hear_of_it()
    {
        List<Waiter> others;
        Exception? fault;
        using (var uow = catalogue.Begin())
        {
            log.Append(uow, [Entry("leader")]);
            others = [.. Enumerable.Range(0, 3).Select(i => Waiter.Of(() => Append($"waiter-{i}")))];
            key.Fault = new IOException("the key is out of reach");
            fault = Xunit.Record.Exception(uow.Commit);
            Assert.False(uow.Committed);
        }

        Assert.IsType<IOException>(fault);
        Assert.All(others, o => Assert.IsType<IOException>(o.Fault()));
        Assert.Equal(["first"], Codes());
        key.Fault = null;
        Append("afterwards");
        Assert.Equal(["first", "afterwards"], Codes());
        Assert.True(Verdict().Verified, Verdict().Problem);
    }

    [Fact]
    public void A_new_key_that_never_became_durable_costs_nobody_the_old_one()
    {
        Waiter joined;
        using (var uow = catalogue.Begin())
        {
            log.HandOver(uow, Instant.FromUtc(2026, 11, 22, 10, 16), "os-1", []);
            joined = Waiter.Of(() => Append("by-the-new-key"));
            key.Fault = new IOException("the disk is full");
            Assert.Throws<IOException>(uow.Commit);
        }
        Assert.NotNull(joined.Fault());

        key.Fault = null;
        Append("by-the-old-key");
        Assert.Equal(["first", "by-the-old-key"], Codes());
        Assert.True(Verdict().Verified, Verdict().Problem);
    }

    [Fact]
    public void Where_one_of_them_loses_the_transaction_the_others_are_told_and_not_acknowledged()
    {
        // What SQLite does by itself when the disk is full, say: the statement that failed undoes the whole transaction.
        Waiter loser;
        Exception? fault;
        using (var uow = catalogue.Begin())
        {
            log.Append(uow, [Entry("leader")]);
            loser = Waiter.Of(() =>
            {
                using var own = catalogue.Begin();
                ((SqliteSession)own).Execute("ROLLBACK");
            });
            fault = Xunit.Record.Exception(uow.Commit);
        }
        loser.End();

        Assert.IsType<Microsoft.Data.Sqlite.SqliteException>(fault);
        Assert.Equal(["first"], Codes());
        Append("afterwards");
        Assert.Equal(["first", "afterwards"], Codes());
    }

    [Fact]
    public void The_clocks_mark_is_raised_by_what_is_kept_and_by_nothing_else()
    {
        var (early, late) = (Instant.FromUtc(2026, 11, 23, 9, 0), Instant.FromUtc(2031, 1, 1, 0, 0));
        Waiter undone;
        using (var uow = catalogue.Begin())
        {
            uow.Clock.Raise(early);
            Assert.Equal(early, uow.Clock.HighWaterMark);
            undone = Waiter.Of(() =>
            {
                using var own = catalogue.Begin();
                own.Clock.Raise(late);
                Assert.Equal(late, own.Clock.HighWaterMark);
            });
            uow.Commit();
        }
        undone.End();
        using var session = catalogue.Read();
        Assert.Equal(early, session.Clock.HighWaterMark);
    }

    [Fact]
    public void Sixteen_threads_that_append_and_undo_leave_a_log_of_just_what_was_acknowledged()
    {
        var acknowledged = new System.Collections.Concurrent.ConcurrentDictionary<long, string>();
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16 }, t =>
        {
            for (var i = 0; i < 40; i++)
            {
                using var uow = catalogue.Begin();
                var pending = log.Append(uow, [Entry($"t{t}-{i}")]);
                if (i % 5 == 4)
                    continue;
                uow.Commit();
                Assert.True(acknowledged.TryAdd(pending.Seqs[0], $"t{t}-{i}"));
            }
        });
        Assert.Equal(16 * 32, acknowledged.Count);
        Assert.Equal(acknowledged.OrderBy(a => a.Key).Select(a => a.Value), Codes().Skip(1));
        Assert.True(Verdict().Verified, Verdict().Problem);
    }

    public void Dispose()
    {
        catalogue.Dispose();
        key.Dispose();
        directory.Delete(recursive: true);
    }

    private static AuditEntry.Stopped Entry(string code) => new(Instant.FromUtc(2026, 11, 22, 10, 15), "os-1", code);

    private static void Note(IUnitOfWork uow, int value) => ((SqliteSession)uow).Execute("INSERT INTO counters (name, value) VALUES (@1, @2)", $"note-{value}", value);

    private void Append(string code)
    {
        using var uow = catalogue.Begin();
        log.Append(uow, [Entry(code)]);
        uow.Commit();
    }

    private List<long> Notes()
    {
        using var session = (SqliteSession)catalogue.Read();
        return session.List(row => row.GetInt64(0), "SELECT value FROM counters WHERE name LIKE 'note-%' ORDER BY value");
    }

    private LogVerdict Verdict() => new AuditVerify(catalogue, NoteVerifier.Instance).Check(null, CancellationToken.None);

    /// <summary>How many entries that stop something a connection of its own sees, the signing key's entry left out.</summary>
    private long SeenByOthers()
    {
        using var session = catalogue.Read();
        return session.Log.Head().Size - 1;
    }

    /// <summary>What was appended, in the log's order.</summary>
    private List<string> Codes()
    {
        using var session = catalogue.Read();
        return [.. session.Log.Read(1).Select(e => System.Text.Json.JsonDocument.Parse(e.Entry).RootElement.GetProperty("because").GetString()!)];
    }

    /// <summary>The log's own key, that counts, and can be made to fail.</summary>
    private sealed class CountingKey(string path) : ICheckpointSigner, IDisposable
    {
        private readonly LogKey real = new(path, RandomNumberGenerator.GetBytes);

        public int Signatures { get; set; }

        public Exception? Fault { get; set; }

        public string? VKeyAfter(string? onLog) => real.VKeyAfter(onLog);

        public byte[] Sign(string vkey, long size, byte[] root)
        {
            Signatures++;
            return Fault is { } fault ? throw fault : real.Sign(vkey, size, root);
        }

        public KeySuccession Succeed(string onLog, long seq, IReadOnlyCollection<string> before) => real.Succeed(onLog, seq, before);

        public void Dispose() => real.Dispose();
    }

    /// <summary>A thread that is about to wait for its turn.</summary>
    private sealed class Waiter
    {
        private readonly Thread thread;
        private Exception? fault;

        private Waiter(Action work) => thread = new(() => fault = Xunit.Record.Exception(work)) { IsBackground = true };

        /// <summary>Started; with <paramref name="asleep"/> this returns when it waits.</summary>
        public static Waiter Of(Action work, bool asleep = true)
        {
            var made = new Waiter(work);
            made.thread.Start();
            if (asleep)
                Assert.True(SpinWait.SpinUntil(() => made.thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(30)));
            return made;
        }

        public void End() => Assert.Null(Fault());

        public Exception? Fault()
        {
            Assert.True(thread.Join(TimeSpan.FromSeconds(60)), "the unit never ended");
            return fault;
        }
    }
}
