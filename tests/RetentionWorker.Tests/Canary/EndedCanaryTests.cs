using Retention.Domain.Canaries;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Canary;
using RetentionWorker.Record;
using RetentionWorker.Register;
using RetentionWorker.Run;
using RetentionWorker.Tests.Run;
using RetentionWorker.Tests.Stores;

namespace RetentionWorker.Tests.Canary;

/// <summary>Who ended a canary is told right, also where it happens while a run plants it, looks at it or is about to erase it.</summary>
public sealed class EndedCanaryTests : IDisposable
{
    private readonly RunWorld world = new() { Parallelism = 1 };

    public EndedCanaryTests() => world.WithCanaries.Add(RunWorld.Interviews);

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task One_that_was_absent_already_when_its_turn_came_proves_nothing()
    {
        await world.OnceAsync();
        var due = Only(CanaryRole.Due);
        world.Clock.Now = due.DueAt;
        world.Progress = new Meanwhile(() => world.Store.Remove(due.Name));
        await world.OnceAsync();
        Assert.Empty(world.Store.Removed);
        Assert.Contains("already-absent", world.Kinds());
        Assert.Equal(CanaryFate.TakenAway, ByNumber(due.Number).Fate);
    }

    private PlantedCanary ByNumber(long number) => All().Single(c => c.Number == number);

    private PlantedCanary Only(CanaryRole role) => Assert.Single(All(), c => c.Role == role && c.IsOpen);

    private IReadOnlyList<PlantedCanary> All()
    {
        using var session = world.Catalogue.Read();
        return session.Canaries.List();
    }

    private sealed class Meanwhile(Action then) : IRunProgress
    {
        void IRunProgress.At(RunBoundary met, StoreName? store)
        {
            if (met == RunBoundary.IntentsDurable)
                then();
        }

        void IRunProgress.Count(RunBoundary met, long done, long? total)
        {
        }
    }
}
