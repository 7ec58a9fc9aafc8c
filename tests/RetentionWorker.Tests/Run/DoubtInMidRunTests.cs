using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Run;

/// <summary>A store that a listing of another process doubts while a run erases from it is left alone from the next batch on.</summary>
public sealed class DoubtInMidRunTests : IDisposable
{
    private const int Records = 600;
    private readonly RunWorld world = new() { Parallelism = 1 };

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_run_begins_no_batch_in_a_store_whose_guard_another_process_closed()
    {
        for (var i = 0; i < Records; i++)
            world.Store.Put($"lonely/recording/P{i}/0.wav", "speech");
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = Instant.FromUtc(2026, 7, 1, 9, 0);
        var erasedByThen = 0;
        world.Progress = new Meanwhile(RunBoundary.OutcomesDurable, () =>
        {
            world.Progress = NoProgress.Instance;
            world.Store.ListsNothing = true;
            using (var other = world.NewRun())
                Assert.Equal("emptied", Assert.Single(other.DiscoverAsync(world.Schedule, null, default).GetAwaiter().GetResult()).Fault?.Code);
            world.Store.ListsNothing = false;
            erasedByThen = world.Store.Removed.Count;
        });
        await world.OnceAsync();
        Assert.InRange(erasedByThen, 1, Records - 1);
        Assert.InRange(world.Store.Removed.Count, erasedByThen, erasedByThen);
        Assert.Equal(Records - world.Store.Removed.Count, world.Store.Names.Count);
    }
}
