using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores;

namespace RetentionWorker.Tests.Stores;

/// <summary>
/// What every store must do, whatever it is made of. Each implementation and each fake joins by deriving from this class.
/// The parts: listing and identity (here), erasing, verifying, faults.
/// </summary>
public abstract partial class StoreContract
{
    private protected abstract Task<StoreHarness> StartAsync();

    [Fact]
    public async Task Lists_every_record_once_with_its_size_and_exact_name()
    {
        await using var store = await StartAsync();
        await store.PutAsync(Name("lonely/recording/P01/one.wav"), "12345");
        await store.PutAsync(Name("lonely/recording/P02/two.wav"), "");
        await store.PutAsync(Name("loose"), "x");

        var found = await ListAsync(store);

        Assert.Equal(["lonely/recording/P01/one.wav", "lonely/recording/P02/two.wav", "loose"], found.Select(f => f.Name.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(5, found.Single(f => f.Name.Equals(Name("lonely/recording/P01/one.wav"))).Size);
        Assert.Equal(0, found.Single(f => f.Name.Equals(Name("lonely/recording/P02/two.wav"))).Size);
    }

    [Fact]
    public async Task Lists_an_adopted_but_empty_store_as_empty_and_leaves_its_own_marker_out()
    {
        await using var store = await StartAsync();
        Assert.Empty(await ListAsync(store));
    }

    [Fact]
    public async Task Lists_every_one_of_many_records_exactly_once_in_bounded_pages()
    {
        await using var store = await StartAsync();
        for (var i = 0; i < store.Many; i++)
            await store.PutAsync(Name($"big/transcript/P{i % 7}/{i:D6}.txt"), "t");

        var seen = new List<string>();
        await foreach (var page in store.Reader.DiscoverAsync(TestContext.Current.CancellationToken))
        {
            Assert.InRange(page.Count, 1, 5000);
            seen.AddRange(page.Select(item => Assert.IsType<DiscoveredItem.Found>(item).Name.ToString()));
        }

        Assert.Equal(Enumerable.Range(0, store.Many).Select(i => $"big/transcript/P{i % 7}/{i:D6}.txt").Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Gives_a_record_another_version_when_it_is_replaced_even_by_the_same_content()
    {
        await using var store = await StartAsync();
        await store.PutAsync(Name("a/b/c"), "same");
        var before = await OnlyAsync(store);
        await store.PutAsync(Name("a/b/c"), "same");

        Assert.NotEqual(before.Version, (await OnlyAsync(store)).Version);
    }

    [Fact]
    public async Task Gives_an_untouched_record_the_same_version_again()
    {
        await using var store = await StartAsync();
        await store.PutAsync(Name("a/b/c"), "same");
        Assert.Equal(await OnlyAsync(store), await OnlyAsync(store));
    }

    [Fact]
    public async Task Reads_back_the_identity_that_was_written()
    {
        await using var store = await StartAsync();
        Assert.Equal(StoreHarness.Adopted, await store.Identity.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Refuses_to_replace_an_identity()
    {
        await using var store = await StartAsync();
        var fault = await Assert.ThrowsAsync<StoreFault>(() => store.Identity.WriteAsync(StoreHarness.Foreign, TestContext.Current.CancellationToken));

        Assert.Equal(StoreFaultKind.Suspect, fault.Kind);
        Assert.Equal(StoreHarness.Adopted, await store.Identity.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Takes_an_identity_where_there_is_none()
    {
        await using var store = await StartAsync();
        await store.ReplaceIdentityAsync(null);

        Assert.Null(await store.Identity.ReadAsync(TestContext.Current.CancellationToken));
        await store.Identity.WriteAsync(StoreHarness.Foreign, TestContext.Current.CancellationToken);
        Assert.Equal(StoreHarness.Foreign, await store.Identity.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Tells_the_time_of_now_and_leaves_nothing_behind_that_a_listing_would_show()
    {
        await using var store = await StartAsync();
        for (var i = 0; i < 2; i++)
        {
            var told = await store.Clock.TellAsync(TestContext.Current.CancellationToken);
            // The machine of these tests is the store's own: their clocks are one, but for the second that a date is cut to.
            Assert.InRange(told!.At - NodaTime.SystemClock.Instance.GetCurrentInstant(), NodaTime.Duration.FromSeconds(-30), NodaTime.Duration.FromSeconds(1));
        }
        Assert.Empty(await ListAsync(store));
    }

    [Fact]
    public async Task Tells_no_time_where_it_is_out_of_reach()
    {
        await using var store = await StartAsync();
        await store.UnplugAsync();
        await Assert.ThrowsAsync<StoreFault>(() => store.Clock.TellAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Stops_listing_when_asked_to()
    {
        await using var store = await StartAsync();
        await store.PutAsync(Name("a/b/c"), "x");
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in store.Reader.DiscoverAsync(stop.Token))
            {
            }
        });
    }

    private protected static RecordName Name(string text) => RecordName.FromText(text);

    private protected static async Task<List<DiscoveredItem.Found>> ListAsync(StoreHarness store)
    {
        var found = new List<DiscoveredItem.Found>();
        await foreach (var page in store.Reader.DiscoverAsync(TestContext.Current.CancellationToken))
            found.AddRange(page.Select(item => Assert.IsType<DiscoveredItem.Found>(item)));
        return found;
    }

    private protected static async Task<DiscoveredItem.Found> OnlyAsync(StoreHarness store) => Assert.Single(await ListAsync(store));

    private protected static async Task<DiscoveredItem.Found> PutAndFindAsync(StoreHarness store, RecordName name, string content = "content")
    {
        await store.PutAsync(name, content);
        return (await ListAsync(store)).Single(found => found.Name.Equals(name));
    }
}
