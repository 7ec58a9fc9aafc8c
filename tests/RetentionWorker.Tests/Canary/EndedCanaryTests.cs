using Retention.Domain.Canaries;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Canary;
using RetentionWorker.Record;
using RetentionWorker.Register;
using RetentionWorker.Run;
using RetentionWorker.Tests.Run;
using RetentionWorker.Tests.Stores;
using RetentionWorker.Tests.Shared;

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

    [Fact]
    public async Task One_that_a_person_closes_while_a_run_looks_at_it_stays_closed()
    {
        await world.OnceAsync();
        var held = Only(CanaryRole.Held);
        await LookAsync(() => Close(held.Number), isThere: true);
        Assert.NotNull(ByNumber(held.Number).RetiredAt);
        // And that it is gone then is no loss.
        await LookAsync(() => { }, isThere: false);
        Assert.Equal(CanaryFate.Retired, ByNumber(held.Number).Fate);
    }

    [Fact]
    public async Task One_that_a_person_closes_while_it_is_planted_stays_closed_and_goes_in_its_time()
    {
        long? closed = null;
        world.Store.OnCall = call =>
        {
            if (call == FakeStoreCall.Plant && All().SingleOrDefault(c => c.Role == CanaryRole.Held) is { PlantedAt: null, Number: var number })
                Close(closed ??= number);
            return null;
        };
        await world.OnceAsync();
        world.Store.OnCall = null;
        var held = ByNumber(closed!.Value);
        Assert.Equal((true, true, true), (held.PlantedAt is not null, held.RetiredAt is not null, held.ClosedAt is null));
        Assert.Contains(held.Name, world.Store.Names);
        world.Clock.Now = held.DueAt;
        await world.OnceAsync();
        Assert.DoesNotContain(held.Name, world.Store.Names);
        Assert.Equal(CanaryFate.Retired, ByNumber(held.Number).Fate);
    }

    /// <summary>As a run looks; <paramref name="meanwhile"/> another process does something, between this one's read of the book and its look at the store.</summary>
    private Task LookAsync(Action meanwhile, bool isThere)
    {
        var commitments = new Commitments(new CommitmentKeys(Path.Combine(world.DataDirectory, "commitment-keys"), System.Security.Cryptography.RandomNumberGenerator.GetBytes));
        return new Looking(world.Catalogue, world.Clock, new AuditLog(Unsigned.Instance), new LastWord(commitments)).LookAsync(
            world.Clock.Now,
            (_, names, _) =>
            {
                meanwhile();
                return Task.FromResult<IReadOnlyList<VerificationOutcome>?>(
                    [.. names.Select(n => isThere ? (VerificationOutcome)new VerificationOutcome.Present(new RecordVersion("v1")) : new VerificationOutcome.Absent("listed-absent", []))]);
            },
            TestContext.Current.CancellationToken);
    }

    private void Close(long number)
    {
        var (log, actor) = (new AuditLog(Unsigned.Instance), new Actor("os-2"));
        var books = new Bookkeeping(world.Catalogue, log, world.Clock, actor, new ScheduleInForce(world.Catalogue, log, world.Clock, actor, new ScheduleSource(null)));
        Assert.IsType<Registered<CanaryLine>.Done>(new CanaryDesk(books).Close(number, "store-retired"));
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
