using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Hosting.Resilience;
using RetentionWorker.Stores;
using RetentionWorker.Tests.Stores;

namespace RetentionWorker.Tests.Hosting.Resilience;

public sealed class ResilientRecordEraserTests
{
    private static readonly ResilienceOptions Options = new() { BudgetSeconds = 60, Attempts = 4, BreakAfter = 100 };
    private readonly HurriedTime time = new();
    private readonly FakeStore store = new(StoreHarness.Name) { Marker = StoreHarness.Adopted };

    [Fact]
    public async Task Leaves_a_lost_reply_to_the_verification_and_never_calls_our_own_erasure_already_absent()
    {
        var orders = Put("a");
        store.Reply = outcome => outcome is ErasureOutcome.Erased ? Lost(outcome.Order) : outcome;

        var failed = Assert.IsType<ErasureOutcome.Failed>(Assert.Single(await EraseAsync(orders)));

        Assert.Equal("no-answer", failed.Code);
        Assert.Equal([RecordName.FromText("a")], store.Removed);
        Assert.IsType<VerificationOutcome.Absent>(Assert.Single(await store.VerifyAsync([RecordName.FromText("a")], TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Never_says_untouched_of_a_name_that_was_taken_anew_after_a_lost_reply()
    {
        var orders = Put("a");
        store.Reply = outcome => outcome is ErasureOutcome.Erased ? Lost(outcome.Order) : outcome;
        store.AfterRemoval = _ => store.Put("a", "somebody else's");

        Assert.IsType<ErasureOutcome.Failed>(Assert.Single(await EraseAsync(orders)));

        Assert.Equal("somebody else's", store.Content(RecordName.FromText("a")));
        Assert.Single(store.Removed);
    }

    [Fact]
    public async Task Calls_a_record_erased_that_a_later_attempt_erased()
    {
        var orders = Put("a");
        var calls = 0;
        store.Answer = order => ++calls == 1 ? Lost(order) : null;

        Assert.IsType<ErasureOutcome.Erased>(Assert.Single(await EraseAsync(orders)));
    }

    [Fact]
    public async Task Says_already_absent_where_the_first_attempt_was_turned_away_untouched()
    {
        var orders = Put("a");
        store.Answer = order =>
        {
            store.Remove(order.Record.Address.Name);
            store.Answer = null;
            return Busy(order);
        };

        Assert.IsType<ErasureOutcome.AlreadyAbsent>(Assert.Single(await EraseAsync(orders)));
    }

    [Fact]
    public async Task Waits_as_long_as_the_store_asked()
    {
        var orders = Put("a");
        var calls = 0;
        store.Answer = order => ++calls == 1 ? Busy(order) with { RetryAfter = Duration.FromSeconds(17) } : null;

        Assert.IsType<ErasureOutcome.Erased>(Assert.Single(await EraseAsync(orders)));

        Assert.InRange(time.Passed, TimeSpan.FromSeconds(17), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Does_not_begin_a_pause_that_outlasts_the_budget()
    {
        var orders = Put("a");
        store.Answer = order => Busy(order) with { RetryAfter = Duration.FromSeconds(61) };

        Assert.Equal("ServerBusy", Assert.IsType<ErasureOutcome.Failed>(Assert.Single(await EraseAsync(orders))).Code);

        Assert.InRange(time.Passed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Submits_only_orders_again_whose_failure_may_pass()
    {
        var orders = Put("done", "busy", "refused", "broken", "changed");
        store.Put("changed", "new");
        var asked = new Dictionary<string, int>();
        store.Answer = order =>
        {
            var name = order.Record.Address.Name.ToString();
            asked[name] = asked.GetValueOrDefault(name) + 1;
            return name switch
            {
                "busy" when asked[name] < 3 => Busy(order),
                "refused" => new ErasureOutcome.Refused(order, "LeaseIdMissing"),
                "broken" => new ErasureOutcome.Failed(order, "EIO"),
                _ => null,
            };
        };

        var outcomes = await EraseAsync(orders);

        Assert.Equal(orders, outcomes.Select(outcome => outcome.Order));
        Assert.Equal(["Erased", "Erased", "Refused", "Failed", "Kept"], outcomes.Select(outcome => outcome.GetType().Name));
        Assert.Equal(new Dictionary<string, int> { ["done"] = 1, ["busy"] = 3, ["refused"] = 1, ["broken"] = 1, ["changed"] = 1 }, asked);
    }

    [Fact]
    public async Task Gives_up_after_the_last_attempt_and_reports_the_failure()
    {
        var orders = Put("a");
        var calls = 0;
        store.Answer = order =>
        {
            calls++;
            return Busy(order);
        };

        Assert.Equal("ServerBusy", Assert.IsType<ErasureOutcome.Failed>(Assert.Single(await EraseAsync(orders))).Code);
        Assert.Equal(4, calls);
    }

    [Fact]
    public async Task Tries_again_where_the_store_faulted_before_anything_was_touched()
    {
        var orders = Put("a");
        var calls = 0;
        store.OnCall = call => call == FakeStoreCall.Erase && ++calls < 3 ? new StoreFault(StoreFaultKind.Transient, "no-answer", "x") : null;

        Assert.IsType<ErasureOutcome.Erased>(Assert.Single(await EraseAsync(orders)));
    }

    [Fact]
    public async Task Passes_on_a_suspect_store_at_once()
    {
        var orders = Put("a");
        store.Marker = StoreHarness.Foreign;
        var calls = 0;
        store.OnCall = call => call == FakeStoreCall.Erase && ++calls > 1 ? throw new InvalidOperationException("Asked again.") : null;

        Assert.Equal(StoreFaultKind.Suspect, (await Assert.ThrowsAsync<StoreFault>(() => EraseAsync(orders))).Kind);
        Assert.Equal(1, calls);
        Assert.NotNull(store.Content(RecordName.FromText("a")));
    }

    [Fact]
    public async Task Answers_every_order_where_the_store_becomes_suspect_between_attempts()
    {
        var orders = Put("a", "b");
        store.Answer = order => order == orders[0] ? Busy(order) : Lost(order);
        var attempts = 0;
        store.OnCall = call =>
        {
            if (call == FakeStoreCall.Erase && ++attempts == 2)
                store.Marker = StoreHarness.Foreign;
            return null;
        };

        var outcomes = await EraseAsync(orders);

        Assert.All(outcomes, outcome => Assert.IsType<ErasureOutcome.Failed>(outcome));
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task Never_says_held_of_a_record_that_it_may_have_erased_before_the_gate_closed()
    {
        var orders = Put("lost", "busy");
        store.Answer = order => order == orders[1] ? Busy(order) : null;
        store.Reply = outcome => outcome is ErasureOutcome.Erased ? Lost(outcome.Order) : outcome;
        var gate = new ClosingGate(1, KeptReason.Held);
        store.OnCall = call =>
        {
            if (call == FakeStoreCall.Erase && store.Removed.Count > 0)
                store.Answer = null;
            return null;
        };

        var outcomes = await EraseAsync(orders, gate);

        Assert.IsType<ErasureOutcome.Failed>(outcomes[0]);
        Assert.Equal(KeptReason.Held, Assert.IsType<ErasureOutcome.Kept>(outcomes[1]).Reason);
    }

    [Fact]
    public async Task Ends_a_pause_at_once_when_asked_to_stop_and_answers_every_order()
    {
        var orders = Put("a", "b");
        using var stop = new CancellationTokenSource();
        store.Answer = order => order == orders[0] ? Busy(order) with { RetryAfter = Duration.FromSeconds(50) } : null;
        store.AfterRemoval = _ => stop.CancelAfter(TimeSpan.FromMilliseconds(20));

        // Time stands still here: only the stop can end the pause.
        var outcomes = await Eraser().EraseAsync(orders, ClosingGate.AlwaysOpen, stop.Token);

        Assert.IsType<ErasureOutcome.Failed>(outcomes[0]);
        Assert.IsType<ErasureOutcome.Erased>(outcomes[1]);
    }

    [Fact]
    public async Task Leaves_a_store_alone_that_fails_again_and_again_and_comes_back_to_it()
    {
        var eraser = new ResilientRecordEraser(store, new StorePatience(Options with { BreakAfter = 4, BreakSeconds = 30 }, time));
        var orders = Put("a");
        store.Answer = Busy;
        await time.RunAsync(eraser.EraseAsync(orders, ClosingGate.AlwaysOpen, TestContext.Current.CancellationToken));
        var calls = 0;
        store.OnCall = _ =>
        {
            calls++;
            return null;
        };
        store.Answer = null;

        var fault = await Assert.ThrowsAsync<StoreFault>(() => time.RunAsync(eraser.EraseAsync(orders, ClosingGate.AlwaysOpen, TestContext.Current.CancellationToken)));
        Assert.Equal((StoreFaultKind.Unavailable, "left-alone"), (fault.Kind, fault.Code));
        Assert.Equal(0, calls);

        time.Advance(TimeSpan.FromSeconds(31));
        Assert.IsType<ErasureOutcome.Erased>(Assert.Single(await time.RunAsync(eraser.EraseAsync(orders, ClosingGate.AlwaysOpen, TestContext.Current.CancellationToken))));
    }

    private static ErasureOutcome.Failed Lost(ErasureOrder order) => new(order, "no-answer") { Transient = true };

    private static ErasureOutcome.Failed Busy(ErasureOrder order) => new(order, "ServerBusy") { Transient = true, Untouched = true };

    private IReadOnlyList<ErasureOrder> Put(params string[] names) =>
        Orders.For(names.Select(name => (RecordName.FromText(name), store.Put(name, "content"))).ToList());

    private ResilientRecordEraser Eraser() => new(store, new StorePatience(Options, time));

    private Task<IReadOnlyList<ErasureOutcome>> EraseAsync(IReadOnlyList<ErasureOrder> orders, IErasureGate? gate = null) =>
        time.RunAsync(Eraser().EraseAsync(orders, gate ?? ClosingGate.AlwaysOpen, TestContext.Current.CancellationToken));
}
