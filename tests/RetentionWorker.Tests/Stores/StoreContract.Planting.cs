using System.Text;
using Retention.Domain.Facts;
using RetentionWorker.Stores;

namespace RetentionWorker.Tests.Stores;

/// <summary>Planting: what the program itself puts into a store is a record like any other, and nothing that was there is changed by it.</summary>
public abstract partial class StoreContract
{
    [Fact]
    public async Task A_planted_record_is_listed_with_its_content_beside_what_was_there()
    {
        await using var store = await StartAsync();
        await store.PutAsync(Name("study/recording/P01/a.wav"), "theirs");
        Assert.Equal(PlantOutcome.Planted, await PlantAsync(store, Name("own/due/canary-1/canary-1.txt"), "ours"));

        var found = await ListAsync(store);
        Assert.Equal(["own/due/canary-1/canary-1.txt", "study/recording/P01/a.wav"], found.Select(f => f.Name.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(4, found.Single(f => f.Name.Equals(Name("own/due/canary-1/canary-1.txt"))).Size);
        // By its own clock, or by ours where whoever writes it dates it: of now either way.
        var age = NodaTime.SystemClock.Instance.GetCurrentInstant() - found.Single(f => f.Name.Equals(Name("own/due/canary-1/canary-1.txt"))).ModifiedAt;
        Assert.InRange(age, NodaTime.Duration.FromSeconds(-1), NodaTime.Duration.FromMinutes(5));
        Assert.Equal("ours", await store.ContentAsync(Name("own/due/canary-1/canary-1.txt")));
    }

    [Fact]
    public async Task Planting_never_replaces_what_is_there_and_says_so()
    {
        await using var store = await StartAsync();
        var before = await PutAndFindAsync(store, Name("own/due/canary-1"), "theirs");
        Assert.Equal(PlantOutcome.Exists, await PlantAsync(store, Name("own/due/canary-1"), "ours"));

        Assert.Equal("theirs", await store.ContentAsync(Name("own/due/canary-1")));
        Assert.Equal(before, await OnlyAsync(store));
    }

    [Fact]
    public async Task A_planted_record_is_planted_once()
    {
        await using var store = await StartAsync();
        Assert.Equal(PlantOutcome.Planted, await PlantAsync(store, Name("own/due/canary-1"), "first"));
        var before = await OnlyAsync(store);
        Assert.Equal(PlantOutcome.Exists, await PlantAsync(store, Name("own/due/canary-1"), "second"));
        Assert.Equal(before, await OnlyAsync(store));
    }

    [Fact]
    public async Task Of_many_that_plant_the_same_name_at_once_one_does()
    {
        await using var store = await StartAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => PlantAsync(store, Name("own/due/canary-1"), $"{i}")));
        Assert.Single(outcomes, o => o == PlantOutcome.Planted);
        Assert.Equal(7, outcomes.Count(o => o == PlantOutcome.Exists));
    }

    [Theory]
    [InlineData(StoreHarness.Foreign)]
    [InlineData(null)]
    public async Task Nothing_is_planted_at_a_place_of_another_identity(string? there)
    {
        await using var store = await StartAsync();
        await store.ReplaceIdentityAsync(there);
        var fault = await Assert.ThrowsAsync<StoreFault>(() => PlantAsync(store, Name("own/due/canary-1"), "ours"));
        Assert.Equal(StoreFaultKind.Suspect, fault.Kind);
        await store.ReplaceIdentityAsync(StoreHarness.Adopted);
        Assert.Empty(await ListAsync(store));
    }

    [Fact]
    public async Task Nothing_is_planted_where_the_store_is_out_of_reach()
    {
        await using var store = await StartAsync();
        await store.UnplugAsync();
        await Assert.ThrowsAsync<StoreFault>(() => PlantAsync(store, Name("own/due/canary-1"), "ours"));
        await store.ReplugAsync();
        Assert.Empty(await ListAsync(store));
    }

    [Fact]
    public async Task A_name_that_no_record_can_have_is_not_planted()
    {
        await using var store = await StartAsync();
        foreach (var name in store.ImpossibleNames)
            await Assert.ThrowsAsync<StoreFault>(() => PlantAsync(store, name, "ours"));
        Assert.Empty(await ListAsync(store));
    }

    [Fact]
    public async Task A_planted_record_is_erased_and_seen_gone_like_any_other()
    {
        await using var store = await StartAsync();
        await PlantAsync(store, Name("own/due/canary-1/canary-1.txt"), "ours");
        var done = await store.Eraser.EraseAsync(Orders.For([await OnlyAsync(store)]), ClosingGate.AlwaysOpen, TestContext.Current.CancellationToken);
        Assert.IsType<Retention.Domain.Outcomes.ErasureOutcome.Erased>(Assert.Single(done));
        Assert.Empty(await ListAsync(store));
    }

    private static Task<PlantOutcome> PlantAsync(StoreHarness store, RecordName name, string content) =>
        store.Planter.PlantAsync(name, Encoding.UTF8.GetBytes(content), NodaTime.SystemClock.Instance.GetCurrentInstant(), StoreHarness.Adopted, TestContext.Current.CancellationToken);
}
