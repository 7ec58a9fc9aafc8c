using NodaTime;
using Retention.Domain.Plans;
using RetentionWorker.Catalogue.Sqlite;

namespace RetentionWorker.Tests.Run;

/// <summary>A store that a listing doubted is erased from when a listing or a person says that it is sound, and not because something else was wrong with it meanwhile.</summary>
public sealed class DoubtOverwrittenTests : IDisposable
{
    private readonly RunWorld world = new() { Parallelism = 1 };

    public void Dispose() => world.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_listings_doubt_outlives_a_missing_marker(bool markerGoesMissing)
    {
        for (var i = 0; i < 3; i++)
            world.Store.Put($"lonely/recording/P{i}/0.wav", "speech");
        await world.OnceAsync();
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = Instant.FromUtc(2026, 7, 1, 9, 0);
        world.Store.ListsNothing = true;
        await DiscoverAsync();
        if (markerGoesMissing)
        {
            var marker = world.Store.Marker;
            world.Store.Marker = null;
            await DiscoverAsync();
            world.Store.Marker = marker;
        }
        var report = await world.PurgeAsync(PlanScope.Everything);
        Assert.Equal((0, 1), (world.Store.Removed.Count, report.SuspectStores.Count));
    }

    private async Task DiscoverAsync()
    {
        using var run = world.NewRun();
        Assert.NotNull(Assert.Single(await run.DiscoverAsync(world.Schedule, null, default)).Fault);
    }
}
