using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Run;

public sealed class SweptInTests : IDisposable
{
    private readonly RunWorld world = new();

    public void Dispose() => world.Dispose();

    /// <summary>It is of a participant whose other recording is in the plan, so it is due as well: but in the next run, by a plan that is judged by itself.</summary>
    [Fact]
    public async Task What_is_found_while_a_plan_is_carried_out_is_not_erased_under_it()
    {
        world.Store.Put("lonely/recording/P1/a.wav", "speech");
        world.Store.Put("lonely/recording/P2/a.wav", "speech");
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = Instant.FromUtc(2026, 7, 1, 9, 0);
        world.Progress = new Meanwhile(RunBoundary.Planned, () =>
        {
            world.Progress = NoProgress.Instance;
            world.Store.Put("lonely/recording/P1/late.wav", "speech");
            using var other = world.NewRun();
            other.DiscoverAsync(world.Schedule, null, default).GetAwaiter().GetResult();
        });

        Assert.Equal(2, (await world.OnceAsync()).Books.Erased);
        Assert.Equal("lonely/recording/P1/late.wav", Assert.Single(world.Store.Names).ToString());

        Assert.Equal(1, (await world.OnceAsync()).Books.Erased);
        Assert.Empty(world.Store.Names);
        world.AssertLogIsSound();
    }
}
