using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.CrashHost;
using RetentionWorker.Erase;
using RetentionWorker.Record;
using RetentionWorker.Run;
using RetentionWorker.Stores;
using RetentionWorker.Tests.Run.Kills;
using RetentionWorker.Verify;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Run;

/// <summary>A stop in the middle of one long overwriting, end to end on a real folder.</summary>
public sealed class InterruptedOverwritingTests
{
    private const string Identity = "identity-of-the-adopted-store";
    private const string Diary = "lonely/diary/P01/d.txt";
    private const int Mebibyte = 1024 * 1024;

    [Fact]
    public async Task A_stop_breaks_it_off_the_log_says_so_and_the_next_run_erases_the_rest()
    {
        await using var folder = new KillFolder(overwritten: true);
        await folder.PutAsync(new Dictionary<string, string> { [Diary] = new string('s', 40 * Mebibyte) });
        var path = Path.Combine(folder.Place, Diary);
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        var data = Directory.CreateTempSubdirectory("retention-interrupted-").FullName;
        try
        {
            using (var catalogue = SqliteCatalogue.Open(data))
            {
                var orders = new HostOrders(data, folder.Kind, folder.Place, folder.Connection, KillStudy.DueAt, "once", Death.Never);
                var (store, eraser) = Installation.Store(orders);
                await store.Identity.WriteAsync(Identity, TestContext.Current.CancellationToken);
                KillStudy.Small().Register(catalogue, Identity);

                using var stop = new CancellationTokenSource();
                var stopped = await RunAsync(catalogue, orders, store, new StoppingEraser(eraser, stop, atQuestion: 12), stop.Token);
                Assert.Equal((RunEnd.Stopped, 1L, 0L), (stopped.End, stopped.Books.Due, stopped.Books.Erased));
                Assert.Equal(["failed"], stopped.Books.NotErased.Keys);
                Assert.Equal(11 * Mebibyte, File.ReadAllBytes(path).AsSpan().IndexOfAnyExcept((byte)0));

                var next = await RunAsync(catalogue, orders with { Now = KillStudy.DueAt + Duration.FromHours(26) }, store, eraser, CancellationToken.None);
                Assert.Equal((RunEnd.Done, 1L, 1L), (next.End, next.Books.Due, next.Books.Erased));
                Assert.False(File.Exists(path));
                using var session = catalogue.Read();
                var failed = Assert.Single(session.Log.Read(0).Select(e => System.Text.Encoding.UTF8.GetString(e.Entry)), e => e.Contains("\"kind\":\"failed\"", StringComparison.Ordinal));
                Assert.Contains("\"code\":\"overwrite-interrupted\"", failed, StringComparison.Ordinal);
                Assert.Contains("\"seen\":\"present\"", failed, StringComparison.Ordinal);
            }
            using var evidence = Evidence.Of(data);
            evidence.AssertNothingIsOpen();
            evidence.AssertErasedOnce(new HashSet<string> { Diary });
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<RunReport> RunAsync(SqliteCatalogue catalogue, HostOrders orders, ConfiguredStore store, IRecordEraser eraser, CancellationToken stop)
    {
        var stores = new Dictionary<StoreName, ConfiguredStore> { [store.Name] = store with { Clock = null } };
        using var run = new RetentionRun(
            catalogue, new SetClock(orders.Now), stores, new Erasing(new Dictionary<StoreName, IRecordEraser> { [store.Name] = eraser }), new Verifying(stores),
            new AuditLog(Unsigned.Instance), Installation.CommitmentsOf(orders.DataDirectory), NoProgress.Instance);
        using var held = EraseLock.TryTake(orders.DataDirectory)!;
        return await run.OnceAsync(held, Installation.Schedule, stop);
    }

    /// <summary>Asks the run to stop when the gate is asked for the nth time: before the file, then after each mebibyte.</summary>
    private sealed class StoppingEraser(IRecordEraser inner, CancellationTokenSource stop, int atQuestion) : IRecordEraser
    {
        public Task<IReadOnlyList<ErasureOutcome>> EraseAsync(IReadOnlyList<ErasureOrder> orders, IErasureGate gate, CancellationToken ct) =>
            inner.EraseAsync(orders, new Gate(gate, stop, atQuestion), ct);

        private sealed class Gate(IErasureGate inner, CancellationTokenSource stop, int atQuestion) : IErasureGate
        {
            private int asked;

            public KeptReason? Closed()
            {
                if (Interlocked.Increment(ref asked) == atQuestion)
                    stop.Cancel();
                return inner.Closed();
            }
        }
    }
}
