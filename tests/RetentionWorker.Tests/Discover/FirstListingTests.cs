using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Discover;
using RetentionWorker.Tests.Run;
using RetentionWorker.Tests.Stores;

namespace RetentionWorker.Tests.Discover;

/// <summary>A listing of several pages, of which the one that matters is not the first.</summary>
public sealed class FirstListingTests : IDisposable
{
    private static readonly StoreName Renamed = new("renamed");
    private readonly RunWorld world = new();

    public FirstListingTests()
    {
        world.Store.PageSize = 1;
        foreach (var participant in new[] { "P1", "P2", "P3" })
            world.Store.Put($"lonely/recording/{participant}/a.wav", "speech");
        world.AddProject(null);
    }

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_place_under_another_name_is_known_again_by_any_of_its_records_and_none_is_noted()
    {
        Assert.Null((await ListAsync(RunWorld.Interviews)).Fault);
        var renamed = new FakeStore(Renamed) { Marker = "identity-of-renamed", PageSize = 1 };
        renamed.Put("lonely/recording/P0/new.wav", "what was not known", Instant.FromUnixTimeSeconds(1));
        foreach (var record in world.Store.Names)
            renamed.Put(record, "speech", ModifiedAt(record));
        world.Stores.Remove(RunWorld.Interviews);
        world.Stores.Add(Renamed, renamed);
        using (var uow = world.Catalogue.Begin())
        {
            uow.Stores.Adopt(new RetentionWorker.Catalogue.AdoptedStore(Renamed, renamed.Marker, world.Clock.Now));
            uow.Commit();
        }
        foreach (var _ in (int[])[1, 2])
        {
            Assert.Equal("known-by-another-name", (await ListAsync(Renamed)).Fault?.Code);
            Assert.Equal(0, Present(Renamed));
        }
        world.Stores.Add(RunWorld.Interviews, new FakeStore(RunWorld.Interviews) { Unplugged = true });
        Assert.Null((await ListAsync(Renamed)).Fault);
        Assert.Equal(4, Present(Renamed));
    }

    [Fact]
    public async Task What_was_read_by_a_template_that_another_took_the_place_of_meanwhile_is_not_noted()
    {
        var pages = 0;
        world.Store.OnCall = call =>
        {
            if (call == FakeStoreCall.Page && ++pages == 3)
            {
                using var uow = world.Catalogue.Begin();
                uow.Stores.ReadBy(RunWorld.Interviews, "{category}/{project}/{participant}/{*}");
                uow.Commit();
            }
            return null;
        };
        Assert.Equal("template-changed", (await ListAsync(RunWorld.Interviews)).Fault?.Code);
        Assert.Equal((3, 2L), (pages, Present(RunWorld.Interviews)));
        Assert.Equal("template-changed", (await ListAsync(RunWorld.Interviews)).Fault?.Code);
        Assert.Equal((3, 2L), (pages, Present(RunWorld.Interviews)));
    }

    private async Task<DiscoveryResult> ListAsync(StoreName store)
    {
        using var run = world.NewRun();
        return (await run.DiscoverAsync(world.Schedule, null, default)).Single(d => d.Store == store);
    }

    private long Present(StoreName store)
    {
        using var session = world.Catalogue.Read();
        return session.Records.CountPresent(store);
    }

    private Instant ModifiedAt(RecordName record)
    {
        using var session = world.Catalogue.Read();
        return session.Records.Find(new RecordAddress(RunWorld.Interviews, record))!.ModifiedAt;
    }
}
