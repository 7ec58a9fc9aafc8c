using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores;

namespace RetentionWorker.Tests.Stores;

public abstract partial class StoreContract
{
    [Fact]
    public async Task Erases_exactly_the_ordered_records()
    {
        await using var store = await StartAsync();
        foreach (var name in (string[])["p/c/A/1", "p/c/A/2", "p/c/B/1", "p/c/AA/1", "p/c/A/10"])
            await store.PutAsync(Name(name), name);
        var ordered = (await ListAsync(store)).Where(f => f.Name.ToString() is "p/c/A/1" or "p/c/B/1").ToList();

        var outcomes = await EraseAsync(store, ordered);

        Assert.All(outcomes, outcome => Assert.IsType<ErasureOutcome.Erased>(outcome));
        Assert.Equal(["p/c/A/10", "p/c/A/2", "p/c/AA/1"], (await ListAsync(store)).Select(f => f.Name.ToString()).Order(StringComparer.Ordinal));
        Assert.Null(await store.ContentAsync(Name("p/c/A/1")));
        Assert.Equal("p/c/A/10", await store.ContentAsync(Name("p/c/A/10")));
    }

    [Fact]
    public async Task Answers_each_order_by_one_outcome_in_the_order_of_the_orders()
    {
        await using var store = await StartAsync();
        for (var i = 0; i < 40; i++)
            await store.PutAsync(Name($"p/c/{i % 5}/{i}"), "x");
        var found = (await ListAsync(store)).OrderBy(f => f.Name.ToString().GetHashCode(StringComparison.Ordinal)).ToList();
        await store.PutAsync(found[7].Name, "changed");
        var orders = Orders.For(found.Select(f => (f.Name, f.Version)).Append((Name("p/c/9/none"), found[0].Version)));

        var outcomes = await store.Eraser.EraseAsync(orders, ClosingGate.AlwaysOpen, TestContext.Current.CancellationToken);

        Assert.Equal(orders, outcomes.Select(outcome => outcome.Order));
        Assert.IsType<ErasureOutcome.Kept>(outcomes[7]);
        Assert.IsType<ErasureOutcome.AlreadyAbsent>(outcomes[40]);
        Assert.Equal(39, outcomes.Count(outcome => outcome is ErasureOutcome.Erased));
    }

    [Fact]
    public async Task Keeps_a_record_that_changed_since_it_was_planned()
    {
        await using var store = await StartAsync();
        var planned = await PutAndFindAsync(store, Name("p/c/A/1"), "old");
        await store.PutAsync(planned.Name, "new");

        var outcome = Assert.Single(await EraseAsync(store, [planned]));

        Assert.Equal(KeptReason.Changed, Assert.IsType<ErasureOutcome.Kept>(outcome).Reason);
        Assert.Equal("new", await store.ContentAsync(planned.Name));
    }

    [Fact]
    public async Task Keeps_a_record_that_was_erased_and_made_anew()
    {
        await using var store = await StartAsync();
        var planned = await PutAndFindAsync(store, Name("p/c/A/1"), "same");
        Assert.IsType<ErasureOutcome.Erased>(Assert.Single(await EraseAsync(store, [planned])));
        await store.PutAsync(planned.Name, "same");

        var outcome = Assert.Single(await EraseAsync(store, [planned]));

        Assert.Equal(KeptReason.Changed, Assert.IsType<ErasureOutcome.Kept>(outcome).Reason);
        Assert.Equal("same", await store.ContentAsync(planned.Name));
    }

    [Fact]
    public async Task Says_already_absent_of_what_is_not_there()
    {
        await using var store = await StartAsync();
        var planned = await PutAndFindAsync(store, Name("p/c/A/1"));
        await EraseAsync(store, [planned]);

        Assert.IsType<ErasureOutcome.AlreadyAbsent>(Assert.Single(await EraseAsync(store, [planned])));
    }

    [Fact]
    public async Task Erases_a_record_once_where_it_was_ordered_twice()
    {
        await using var store = await StartAsync();
        var planned = await PutAndFindAsync(store, Name("p/c/A/1"));

        var outcomes = await EraseAsync(store, [planned, planned]);

        Assert.Equal(1, outcomes.Count(outcome => outcome is ErasureOutcome.Erased));
        Assert.Equal(1, outcomes.Count(outcome => outcome is ErasureOutcome.AlreadyAbsent));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Keeps_the_rest_once_the_gate_is_closed(int openFor)
    {
        await using var store = await StartAsync();
        for (var i = 0; i < 8; i++)
            await store.PutAsync(Name($"p/c/{i % 3}/{i}"), "x");
        var gate = new ClosingGate(openFor, KeptReason.Held);

        var outcomes = await store.Eraser.EraseAsync(Orders.For(await ListAsync(store)), gate, TestContext.Current.CancellationToken);

        Assert.Equal(openFor, outcomes.Count(outcome => outcome is ErasureOutcome.Erased));
        Assert.All(outcomes.Where(outcome => outcome is not ErasureOutcome.Erased), outcome => Assert.Equal(KeptReason.Held, Assert.IsType<ErasureOutcome.Kept>(outcome).Reason));
        Assert.Equal(8 - openFor, (await ListAsync(store)).Count);
    }

    [Fact]
    public async Task Asks_the_gate_for_each_record()
    {
        await using var store = await StartAsync();
        for (var i = 0; i < 8; i++)
            await store.PutAsync(Name($"p/c/A/{i}"), "x");
        var gate = ClosingGate.AlwaysOpen;

        await store.Eraser.EraseAsync(Orders.For(await ListAsync(store)), gate, TestContext.Current.CancellationToken);

        Assert.True(gate.Asked >= 8, $"asked {gate.Asked} times");
    }

    [Fact]
    public async Task Keeps_everything_when_it_was_stopped_before_it_began()
    {
        await using var store = await StartAsync();
        var planned = await PutAndFindAsync(store, Name("p/c/A/1"));
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        var outcome = Assert.Single(await store.Eraser.EraseAsync(Orders.For([planned]), ClosingGate.AlwaysOpen, stop.Token));

        Assert.Equal(KeptReason.Stopping, Assert.IsType<ErasureOutcome.Kept>(outcome).Reason);
        Assert.NotNull(await store.ContentAsync(planned.Name));
    }

    [Fact]
    public async Task Erases_many_records_in_batches()
    {
        await using var store = await StartAsync();
        for (var i = 0; i < store.Many; i++)
            await store.PutAsync(Name($"big/transcript/P{i % 7}/{i:D6}.txt"), "t");

        foreach (var batch in (await ListAsync(store)).Chunk(256))
        {
            Assert.All(await EraseAsync(store, batch), outcome => Assert.IsType<ErasureOutcome.Erased>(outcome));
            Assert.All(await VerifyAsync(store, batch.Select(f => f.Name)), outcome => Assert.IsType<VerificationOutcome.Absent>(outcome));
        }

        Assert.Empty(await ListAsync(store));
    }

    [Fact]
    public async Task Erases_nothing_for_no_orders()
    {
        await using var store = await StartAsync();
        Assert.Empty(await EraseAsync(store, []));
    }

    [Fact]
    public async Task Takes_an_order_for_another_store_for_a_bug_and_touches_nothing()
    {
        await using var store = await StartAsync();
        var planned = await PutAndFindAsync(store, Name("p/c/A/1"));
        var orders = Orders.For([planned], store: new StoreName("elsewhere"));

        await Assert.ThrowsAsync<ArgumentException>(() => store.Eraser.EraseAsync(orders, ClosingGate.AlwaysOpen, TestContext.Current.CancellationToken));

        Assert.NotNull(await store.ContentAsync(planned.Name));
    }

    [Fact]
    public async Task Lists_verifies_and_erases_each_awkward_name_and_no_other()
    {
        await using var store = await StartAsync();
        foreach (var name in store.AwkwardNames)
            await store.PutAsync(name, name.ToString());
        var found = await ListAsync(store);
        Assert.Equal(store.AwkwardNames.Order(), found.Select(f => f.Name).Order());

        for (var i = 0; i < found.Count; i++)
        {
            Assert.IsType<ErasureOutcome.Erased>(Assert.Single(await EraseAsync(store, [found[i]])));
            var verified = await VerifyAsync(store, found.Select(f => f.Name));
            Assert.All(verified.Take(i + 1), outcome => Assert.IsType<VerificationOutcome.Absent>(outcome));
            Assert.All(verified.Skip(i + 1), outcome => Assert.IsType<VerificationOutcome.Present>(outcome));
        }
    }

    [Fact]
    public async Task Refuses_names_that_no_record_can_have()
    {
        await using var store = await StartAsync();
        var neighbour = await PutAndFindAsync(store, Name("p/c/A/1"));
        var orders = Orders.For(store.ImpossibleNames.Select(name => (name, neighbour.Version)));

        var outcomes = await store.Eraser.EraseAsync(orders, ClosingGate.AlwaysOpen, TestContext.Current.CancellationToken);

        Assert.All(outcomes, outcome => Assert.IsType<ErasureOutcome.Refused>(outcome));
        Assert.NotNull(await store.ContentAsync(neighbour.Name));
        Assert.Equal(StoreHarness.Adopted, await store.Identity.ReadAsync(TestContext.Current.CancellationToken));
        Assert.All(await VerifyAsync(store, store.ImpossibleNames), outcome => Assert.IsType<VerificationOutcome.Unknown>(outcome));
    }

    private protected static Task<IReadOnlyList<ErasureOutcome>> EraseAsync(StoreHarness store, IEnumerable<DiscoveredItem.Found> records) =>
        store.Eraser.EraseAsync(Orders.For(records), ClosingGate.AlwaysOpen, TestContext.Current.CancellationToken);

    private protected static Task<IReadOnlyList<VerificationOutcome>> VerifyAsync(StoreHarness store, IEnumerable<RecordName> names) =>
        store.Reader.VerifyAsync([.. names], TestContext.Current.CancellationToken);
}
