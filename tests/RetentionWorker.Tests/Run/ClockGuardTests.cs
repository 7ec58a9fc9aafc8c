using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Run;
using RetentionWorker.Stores;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Run;

public sealed class ClockGuardTests : IDisposable
{
    private static readonly Instant FirstOfJuly = Instant.FromUtc(2026, 7, 1, 12, 0);
    private readonly SteadySetClock clock = new(Instant.FromUtc(2026, 6, 1, 9, 0));
    private readonly RunWorld world;

    public ClockGuardTests() => world = new RunWorld { Clock = clock };

    public void Dispose() => world.Dispose();

    private void Study(int records)
    {
        for (var i = 0; i < records; i++)
            world.Store.Put($"lonely/recording/P1/{i:D4}.wav", "speech");
        world.AddProject(new LocalDate(2026, 6, 30));
    }

    private void StoreSays(Duration ahead, bool elsewhere = true) => world.Store.Time = () => new ToldTime(clock.Now + ahead, elsewhere);

    [Theory]
    [InlineData(1)]
    [InlineData(400)]
    [InlineData(40_000)]
    public async Task Mere_downtime_is_no_doubt_however_long_it_was(int days)
    {
        Study(2);
        StoreSays(Duration.Zero);
        clock.Now = FirstOfJuly - Duration.FromDays(1);
        await world.OnceAsync();
        clock.Now += Duration.FromDays(days);
        Assert.Equal(2, (await world.OnceAsync()).Books.Erased);
    }

    [Theory]
    [InlineData(5 * 60)]
    [InlineData(-5 * 60)]
    [InlineData(86_400)]
    public async Task A_store_that_says_another_time_stops_everything_until_a_person_has_spoken(int seconds)
    {
        Study(2);
        clock.Now = FirstOfJuly;
        StoreSays(Duration.FromSeconds(seconds));
        for (var i = 0; i < 2; i++)
        {
            var refusal = await Assert.ThrowsAsync<RunRefusal>(() => world.OnceAsync());
            Assert.Equal(("clock", "store-time-differs"), (refusal.Guard, refusal.Code));
            // The clocks agree again; which of them was wrong when, nobody has said.
            StoreSays(Duration.Zero);
        }
        Assert.Empty(world.Store.Removed);
        Assert.Single(world.Kinds(), "erasure-withheld");
        Confirm();
        Assert.Equal(2, (await world.OnceAsync()).Books.Erased);
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task A_difference_that_a_person_accepted_is_no_contradiction_and_another_one_is()
    {
        Study(1);
        clock.Now = FirstOfJuly;
        StoreSays(Duration.FromMinutes(22));
        Confirm((RunWorld.Interviews, Duration.FromMinutes(22)));
        Assert.Equal(1, (await world.OnceAsync()).Books.Erased);
        StoreSays(Duration.FromMinutes(1));
        await world.OnceAsync();
        StoreSays(Duration.FromMinutes(60));
        await Assert.ThrowsAsync<RunRefusal>(() => world.OnceAsync());
    }

    [Fact]
    public async Task A_store_that_gives_no_time_or_does_not_answer_is_no_evidence()
    {
        Study(1);
        clock.Now = FirstOfJuly;
        world.Store.OnCall = call => call == Stores.FakeStoreCall.TellTime ? new StoreFault(StoreFaultKind.Unavailable, "no-answer", "It does not answer.") : null;
        Assert.Equal(1, (await world.OnceAsync()).Books.Erased);
    }

    [Fact]
    public async Task A_clock_that_was_ahead_for_a_while_leaves_a_mark_that_a_person_sets_back()
    {
        Study(1);
        world.AddProject(null, new ProjectId("other"));
        clock.Now = Instant.FromUtc(2026, 6, 2, 12, 0);
        await world.OnceAsync();
        // Ahead by a year, with no witness: nothing contradicts it while it lasts.
        clock.Now += Duration.FromDays(365);
        using (var run = world.NewRun())
            await run.DiscoverAsync(world.Schedule, null, default);
        clock.Now -= Duration.FromDays(365);
        var refusal = await Assert.ThrowsAsync<RunRefusal>(() => world.OnceAsync());
        Assert.Equal("clock-behind-mark", refusal.Code);
        Confirm();
        await world.OnceAsync();
        Assert.Empty(world.Store.Removed);
    }

    [Fact]
    public async Task A_clock_that_jumps_in_mid_run_stops_it_with_every_record_accounted_for()
    {
        world.Parallelism = 1;
        Study(600);
        clock.Now = FirstOfJuly;
        JumpAtTheFirstRemoval();
        var report = await world.OnceAsync();
        // The batch that was under way is finished, and none is begun.
        Assert.Equal((256L, 344L), (report.Books.Erased, report.Of("clock-doubtful")));
        Assert.Equal(("clock", "clock-jumped"), (report.Withheld?.Guard, report.Withheld?.Code));
        world.AssertLogIsSound();
        Assert.Equal("clock-jumped", (await Assert.ThrowsAsync<RunRefusal>(() => world.OnceAsync())).Code);
        Assert.Equal(256, world.Store.Removed.Count);
    }

    [Fact]
    public async Task A_jump_that_another_machines_clock_agrees_with_ends_the_run_and_no_more()
    {
        world.Parallelism = 1;
        Study(600);
        clock.Now = FirstOfJuly;
        StoreSays(Duration.Zero);
        JumpAtTheFirstRemoval();
        var report = await world.OnceAsync();
        Assert.Equal((256L, "clock-jumped"), (report.Books.Erased, report.Withheld?.Code));
        Assert.DoesNotContain("erasure-withheld", world.Kinds());
        Assert.Equal(344, (await world.OnceAsync()).Books.Erased);
    }

    [Fact]
    public async Task The_clock_of_the_same_machine_vouches_for_no_jump()
    {
        world.Parallelism = 1;
        Study(600);
        clock.Now = FirstOfJuly;
        StoreSays(Duration.Zero, elsewhere: false);
        JumpAtTheFirstRemoval();
        await world.OnceAsync();
        await Assert.ThrowsAsync<RunRefusal>(() => world.OnceAsync());
    }

    [Fact]
    public async Task A_jump_between_two_runs_of_one_process_is_seen_too()
    {
        Study(1);
        clock.Now = FirstOfJuly - Duration.FromDays(1);
        using var run = world.NewRun();
        using var held = RetentionWorker.Catalogue.Sqlite.EraseLock.TryTake(world.DataDirectory)!;
        await run.OnceAsync(held, world.Schedule, default);
        clock.Pass(Duration.FromHours(2));
        await run.OnceAsync(held, world.Schedule, default);
        clock.Now += Duration.FromDays(400);
        Assert.Equal("clock-jumped", (await Assert.ThrowsAsync<RunRefusal>(() => run.OnceAsync(held, world.Schedule, default))).Code);
        Assert.Empty(world.Store.Removed);
    }

    private void JumpAtTheFirstRemoval() => world.Store.BeforeRemoval = _ =>
    {
        world.Store.BeforeRemoval = null;
        clock.Now += Duration.FromMinutes(5);
    };

    private void Confirm(params (StoreName Store, Duration Ahead)[] accepted)
    {
        using var uow = world.Catalogue.Begin();
        uow.Clock.Confirm(clock.Now, accepted.ToDictionary(a => a.Store, a => a.Ahead));
        uow.Guards.Open("clock");
        new RetentionWorker.Record.AuditLog(Unsigned.Instance).Append(uow, [new Retention.Domain.Audit.AuditEntry.ClockConfirmed(clock.Now, "os-1", null, [])]);
        uow.Commit();
    }

    /// <summary>A wall clock that is set by hand, and a steady one that only <see cref="Pass"/> moves.</summary>
    private sealed class SteadySetClock(Instant now) : SetClock(now), ISteadyTime
    {
        public Duration Elapsed { get; private set; }

        public void Pass(Duration time)
        {
            Now += time;
            Elapsed += time;
        }
    }
}
