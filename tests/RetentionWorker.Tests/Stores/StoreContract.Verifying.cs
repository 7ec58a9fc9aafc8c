using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores;

namespace RetentionWorker.Tests.Stores;

public abstract partial class StoreContract
{
    [Fact]
    public async Task Sees_a_present_record_at_the_version_that_the_listing_gave()
    {
        await using var store = await StartAsync();
        var found = await PutAndFindAsync(store, Name("p/c/A/1"));

        Assert.Equal(new VerificationOutcome.Present(found.Version), Assert.Single(await VerifyAsync(store, [found.Name])));
    }

    [Fact]
    public async Task Tells_present_from_absent_name_by_name_in_the_order_asked()
    {
        await using var store = await StartAsync();
        foreach (var name in (string[])["p/c/A/1", "p/c/A/3", "p/c/B/2", "top"])
            await store.PutAsync(Name(name), "x");

        var outcomes = await VerifyAsync(store, [Name("p/c/A/3"), Name("p/c/A/2"), Name("none/at/all"), Name("top"), Name("p/c/A"), Name("p/c/B/2"), Name("p/c/B/20"), Name("P/c/A/1"), Name("p/c/A/3")]);

        Assert.IsType<VerificationOutcome.Present>(outcomes[0]);
        Assert.IsType<VerificationOutcome.Absent>(outcomes[1]);
        Assert.IsType<VerificationOutcome.Absent>(outcomes[2]);
        Assert.IsType<VerificationOutcome.Present>(outcomes[3]);
        Assert.IsNotType<VerificationOutcome.Present>(outcomes[4]);
        Assert.IsType<VerificationOutcome.Present>(outcomes[5]);
        Assert.IsType<VerificationOutcome.Absent>(outcomes[6]);
        Assert.IsType<VerificationOutcome.Absent>(outcomes[7]);
        Assert.IsType<VerificationOutcome.Present>(outcomes[8]);
    }

    [Fact]
    public async Task Verifies_nothing_for_no_names()
    {
        await using var store = await StartAsync();
        Assert.Empty(await VerifyAsync(store, []));
    }

    [Fact]
    public async Task Never_says_absent_of_anything_while_the_store_is_out_of_reach()
    {
        await using var store = await StartAsync();
        var found = await PutAndFindAsync(store, Name("p/c/A/1"));
        await store.UnplugAsync();

        await ThrowsStoreFaultAsync(() => VerifyAsync(store, [found.Name, Name("none/at/all")]));

        await store.ReplugAsync();
        Assert.IsType<VerificationOutcome.Present>(Assert.Single(await VerifyAsync(store, [found.Name])));
    }

    [Fact]
    public async Task Never_lists_or_verifies_a_place_without_an_identity()
    {
        await using var store = await StartAsync();
        var found = await PutAndFindAsync(store, Name("p/c/A/1"));
        await store.ReplaceIdentityAsync(null);

        Assert.Equal(StoreFaultKind.Suspect, (await ThrowsStoreFaultAsync(() => ListAsync(store))).Kind);
        Assert.Equal(StoreFaultKind.Suspect, (await ThrowsStoreFaultAsync(() => VerifyAsync(store, [found.Name, Name("none")]))).Kind);
    }

    [Fact]
    public async Task Never_lists_a_store_out_of_reach_as_empty()
    {
        await using var store = await StartAsync();
        await store.PutAsync(Name("p/c/A/1"), "x");
        await store.UnplugAsync();

        await ThrowsStoreFaultAsync(() => ListAsync(store));
    }

    [Fact]
    public async Task Never_reads_the_identity_of_a_store_out_of_reach_as_none()
    {
        await using var store = await StartAsync();
        await store.UnplugAsync();

        await ThrowsStoreFaultAsync(() => store.Identity.ReadAsync(TestContext.Current.CancellationToken));
        await ThrowsStoreFaultAsync(() => store.Identity.WriteAsync(StoreHarness.Foreign, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Erases_nothing_and_finds_nothing_absent_while_the_store_is_out_of_reach()
    {
        await using var store = await StartAsync();
        var found = await PutAndFindAsync(store, Name("p/c/A/1"));
        await store.UnplugAsync();

        var fault = await ThrowsStoreFaultAsync(() => EraseAsync(store, [found]));
        Assert.DoesNotContain("p/c/A", fault.Message + fault.Code, StringComparison.Ordinal);

        await store.ReplugAsync();
        Assert.NotNull(await store.ContentAsync(found.Name));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(StoreHarness.Foreign)]
    public async Task Erases_nothing_in_a_store_that_is_not_the_planned_one(string? identity)
    {
        await using var store = await StartAsync();
        var found = await PutAndFindAsync(store, Name("p/c/A/1"));
        await store.ReplaceIdentityAsync(identity);

        var fault = await ThrowsStoreFaultAsync(() => EraseAsync(store, [found]));

        Assert.Equal(StoreFaultKind.Suspect, fault.Kind);
        Assert.NotNull(await store.ContentAsync(found.Name));
    }

    private static async Task<StoreFault> ThrowsStoreFaultAsync(Func<Task> act)
    {
        var fault = await Assert.ThrowsAsync<StoreFault>(act);
        Assert.NotEmpty(fault.Code);
        return fault;
    }
}
