using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Hosting.Resilience;
using RetentionWorker.Stores;
using RetentionWorker.Tests.Stores;

namespace RetentionWorker.Tests.Hosting.Resilience;

/// <summary>A folder on a mount whose server is gone: its calls hear no token and do not come back.</summary>
public sealed class HangingFolderTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(120);
    private readonly HurriedTime time = new(TimeSpan.FromSeconds(2));
    private readonly HangingStore mount = new();
    private readonly ResilientStore store;

    public HangingFolderTests() => store = ResilientStore.Of(mount, mount, mount, new ResilienceOptions(), time);

    [Fact]
    public async Task Reading_is_given_up_after_the_budget_and_reported_as_unavailable()
    {
        mount.Hangs = true;
        await UnavailableAsync(store.Identity.ReadAsync(default));
        Assert.InRange(time.Passed, Silence, 2 * Silence);
        Assert.Equal(1, mount.Calls);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("settle")]
    [InlineData("list")]
    [InlineData("write")]
    public async Task Every_way_in_is_watched(string way)
    {
        mount.Hangs = true;
        await UnavailableAsync(way switch
        {
            "verify" => store.Reader.VerifyAsync([RecordName.FromText("p/c/A/1")], default),
            "settle" => store.Reader.SettleAsync(default),
            "list" => ListAsync(),
            _ => store.Identity.WriteAsync("identity", default),
        });
    }

    [Fact]
    public async Task No_call_is_begun_while_one_that_was_given_up_still_hangs_and_the_mount_is_asked_again_when_it_returns()
    {
        mount.Hangs = true;
        await UnavailableAsync(store.Identity.ReadAsync(default));
        var passed = time.Passed;

        for (var i = 0; i < 100; i++)
            await UnavailableAsync(store.Identity.ReadAsync(default));

        Assert.Equal(1, mount.Calls);
        Assert.True(time.Passed - passed < 10 * Silence, "each of them waited");
        mount.Return();
        Assert.Equal(StoreHarness.Adopted, await Eventually(() => store.Identity.ReadAsync(default)));
    }

    [Fact]
    public async Task An_erasure_that_hangs_is_in_doubt_and_touches_nothing_more_when_it_returns()
    {
        mount.Hangs = true;
        var orders = OrdersFor(3);

        var outcomes = await time.RunAsync(store.Eraser.EraseAsync(orders, ClosingGate.AlwaysOpen, default));

        Assert.All(outcomes, outcome => Assert.Equal(("no-answer", false), (Assert.IsType<ErasureOutcome.Failed>(outcome).Code, ((ErasureOutcome.Failed)outcome).Untouched)));
        mount.Return();
        Assert.Equal([null, KeptReason.StoreSuspect, KeptReason.StoreSuspect], await mount.Answers.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_erasure_that_goes_on_is_given_all_the_time_that_it_needs()
    {
        mount.Pace = Silence * 0.8;
        mount.Time = time;

        var outcomes = await time.RunAsync(store.Eraser.EraseAsync(OrdersFor(10), ClosingGate.AlwaysOpen, default));

        Assert.All(outcomes, outcome => Assert.IsType<ErasureOutcome.Erased>(outcome));
        Assert.True(time.Passed > 7 * Silence, "it was not slow");
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_an_erasure_that_hangs()
    {
        mount.Hangs = true;
        using var stop = new CancellationTokenSource();
        var erasing = store.Eraser.EraseAsync(OrdersFor(2), ClosingGate.AlwaysOpen, stop.Token);
        await mount.Begun.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await stop.CancelAsync();

        var outcomes = await time.RunAsync(erasing);

        Assert.All(outcomes, outcome => Assert.False(Assert.IsType<ErasureOutcome.Failed>(outcome).Untouched));
        Assert.True(time.Passed < Silence / 2, "it waited");
        mount.Return();
    }

    [Fact]
    public async Task What_may_pass_is_asked_again_and_nothing_else()
    {
        mount.Reply = (order, attempt) => order.Record.RecordId switch
        {
            1 when attempt < 3 => new ErasureOutcome.Failed(order, "EBUSY") { Transient = true, Untouched = true },
            2 => new ErasureOutcome.Failed(order, "ENOSPC"),
            _ => null,
        };

        var outcomes = await time.RunAsync(store.Eraser.EraseAsync(OrdersFor(3), ClosingGate.AlwaysOpen, default));

        Assert.Equal(["Erased", "Failed", "Erased"], outcomes.Select(outcome => outcome.GetType().Name));
        Assert.Equal([3, 1, 1], mount.Batches);
        Assert.True(time.Passed < Silence / 2, "it dawdled");
    }

    [Fact]
    public void What_is_configured_for_a_store_holds_for_a_folder_too()
    {
        Assert.Equal((4, 0.25, 5.0, 120.0), Numbers(new ResilienceOptions()));
        Assert.Equal((9, 1.0, 7.0, 30.0), Numbers(new ResilienceOptions { Attempts = 9, FirstPauseMilliseconds = 1000, LongestPauseSeconds = 7, BudgetSeconds = 30 }));
        Assert.Equal((4, 9.5, 10.0, 120.0), Numbers(new ResilienceOptions { FirstPauseMilliseconds = 9500 }));

        static (int, double, double, double) Numbers(ResilienceOptions written) => written.ForFiles() switch
        {
            var o => (o.MostAttempts, o.FirstPause.TotalSeconds, o.LongestPause.TotalSeconds, o.Budget.TotalSeconds),
        };
    }

    private static IReadOnlyList<ErasureOrder> OrdersFor(int count) =>
        Orders.For(Enumerable.Range(1, count).Select(i => (RecordName.FromText($"p/c/A/{i}"), new RecordVersion("1"))));

    private async Task<bool> ListAsync()
    {
        await foreach (var _ in store.Reader.DiscoverAsync(default))
        {
        }
        return true;
    }

    private static async Task<bool> AsTask(Task task)
    {
        await task;
        return true;
    }

    private async Task UnavailableAsync(Task call) =>
        Assert.Equal(StoreFaultKind.Unavailable, (await Assert.ThrowsAsync<StoreFault>(() => time.RunAsync(AsTask(call)))).Kind);

    private async Task<T> Eventually<T>(Func<Task<T>> call)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return await time.RunAsync(call());
            }
            catch (StoreFault) when (i < 1000)
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>Hangs at the first step of every call until it is let go. An erasure asks the gate before each record.</summary>
    private sealed class HangingStore : IRecordReader, IRecordEraser, IStoreIdentity
    {
        private readonly ManualResetEventSlim returned = new();
        private int calls;

        public bool Hangs { get; set; }

        public TimeSpan Pace { get; set; }

        public HurriedTime? Time { get; set; }

        public Func<ErasureOrder, int, ErasureOutcome?>? Reply { get; set; }

        public int Calls => calls;

        public List<int> Batches { get; } = [];

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<List<KeptReason?>> Answers { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public StoreName Store => StoreHarness.Name;

        public void Return()
        {
            Hangs = false;
            returned.Set();
        }

        public async IAsyncEnumerable<IReadOnlyList<DiscoveredItem>> DiscoverAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
        {
            await CallAsync();
            yield return [];
        }

        public async Task<IReadOnlyList<VerificationOutcome>> VerifyAsync(IReadOnlyList<RecordName> names, CancellationToken ct)
        {
            await CallAsync();
            return [.. names.Select(_ => new VerificationOutcome.Absent("listed-absent", []))];
        }

        public Task SettleAsync(CancellationToken ct) => CallAsync();

        public async Task<string?> ReadAsync(CancellationToken ct)
        {
            await CallAsync();
            return StoreHarness.Adopted;
        }

        public Task WriteAsync(string identity, CancellationToken ct) => CallAsync();

        public async Task<IReadOnlyList<ErasureOutcome>> EraseAsync(IReadOnlyList<ErasureOrder> orders, IErasureGate gate, CancellationToken ct)
        {
            Batches.Add(orders.Count);
            var answers = new List<KeptReason?>();
            var outcomes = new List<ErasureOutcome>();
            foreach (var order in orders)
            {
                answers.Add(gate.Closed());
                await CallAsync();
                if (Pace > TimeSpan.Zero)
                    await Task.Delay(Pace, Time!, CancellationToken.None);
                outcomes.Add(Reply?.Invoke(order, Batches.Count) ?? new ErasureOutcome.Erased(order, ErasureMethod.Unlinked, 1, []));
            }
            Answers.TrySetResult(answers);
            return outcomes;
        }

        private Task CallAsync()
        {
            Interlocked.Increment(ref calls);
            Begun.TrySetResult();
            // On the caller's own thread, as a system call does.
            if (Hangs)
                returned.Wait(TimeSpan.FromSeconds(60));
            return Task.CompletedTask;
        }
    }
}
