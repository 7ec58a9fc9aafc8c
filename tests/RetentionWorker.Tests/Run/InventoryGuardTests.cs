using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;
using RetentionWorker.Run;
using RetentionWorker.Stores;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Run;

public sealed class InventoryGuardTests : IDisposable
{
    private static readonly Instant FirstOfJuly = Instant.FromUtc(2026, 7, 1, 12, 0);
    private readonly RunWorld world = new();

    public void Dispose() => world.Dispose();

    private async Task StudyAsync(int kept, int due)
    {
        for (var i = 0; i < kept; i++)
            world.Store.Put($"lonely/contact-details/P1/{i:D4}.json", "{}");
        for (var i = 0; i < due; i++)
            world.Store.Put($"lonely/recording/P1/{i:D4}.wav", "speech");
        world.AddProject(new LocalDate(2026, 6, 30));
        await DiscoverAsync();
        world.Clock.Now = FirstOfJuly;
    }

    private async Task<StoreFault?> DiscoverAsync()
    {
        using var run = world.NewRun();
        return Assert.Single(await run.DiscoverAsync(world.Schedule, null, default)).Fault;
    }

    private void Lose(int records)
    {
        foreach (var name in world.Store.Names.Where(n => n.ToString().Contains("contact", StringComparison.Ordinal)).Take(records))
            world.Store.Remove(name);
    }

    [Fact]
    public async Task A_store_that_lists_less_than_95_percent_is_left_alone_across_restarts_and_said_with_both_numbers()
    {
        await StudyAsync(kept: 390, due: 10);
        Lose(21);
        var fault = await DiscoverAsync();
        Assert.Equal(("inventory", (400L, 379L)), (fault!.Code, fault.Numbers!.Value));
        Assert.Contains("lists 379 records where 400 were expected", fault.Message, StringComparison.Ordinal);
        // Another process, which has listed nothing itself.
        var report = await EnforceAsync();
        Assert.Equal((RunWorld.Interviews, 10L), (Assert.Single(report.SuspectStores), report.Of("store-suspect")));
        await world.OnceAsync();
        Assert.Empty(world.Store.Removed);
        Assert.Single(world.Kinds(), "erasure-withheld");
        using (var session = world.Catalogue.Read())
        {
            Assert.Equal(400, session.Records.CountPresent(RunWorld.Interviews));
            Assert.Equal(("inventory", 400L, 379L), (session.Guards.Find("store", RunWorld.Interviews)!.Code, session.Guards.Find("store", RunWorld.Interviews)!.Expected, session.Guards.Find("store", RunWorld.Interviews)!.Found));
        }
        // What was not mounted is there again: nobody has to say anything.
        for (var i = 0; i < 21; i++)
            world.Store.Put($"lonely/contact-details/P1/{i:D4}.json", "{}");
        Assert.Equal(10, (await world.OnceAsync()).Books.Erased);
        Assert.Single(world.Kinds(), "erasure-resumed");
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task Exactly_95_percent_is_no_doubt()
    {
        await StudyAsync(kept: 390, due: 10);
        Lose(20);
        Assert.Equal(10, (await world.OnceAsync()).Books.Erased);
    }

    [Theory]
    [InlineData(25, 11)]
    [InlineData(5, 2)]
    public async Task A_small_store_that_lost_more_than_one_record_is_left_alone_too(int kept, int lost)
    {
        await StudyAsync(kept, due: 1);
        Lose(lost);
        var report = await world.OnceAsync();
        Assert.Equal(("inventory", (kept + 1L, kept + 1L - lost)), (report.Discoveries.Single().Fault!.Code, report.Discoveries.Single().Fault!.Numbers!.Value));
        Assert.Equal((RunWorld.Interviews, 1L, 0L), (Assert.Single(report.SuspectStores), report.Of("store-suspect"), report.Books.Erased));
        Assert.Empty(world.Store.Removed);
    }

    [Fact]
    public async Task One_record_alone_that_somebody_took_away_closes_no_store_however_small()
    {
        await StudyAsync(kept: 2, due: 1);
        Lose(1);
        Assert.Equal((1L, 1L), (await world.OnceAsync() is var first ? first.Books.Erased : 0, first.Discoveries.Single().Change.Vanished));
        Lose(1);
        Assert.Equal("emptied", (await DiscoverAsync())!.Code);
    }

    [Fact]
    public async Task What_was_erased_is_not_missed()
    {
        await StudyAsync(kept: 10, due: 300);
        await world.OnceAsync();
        Assert.Null(await DiscoverAsync());
        using var session = world.Catalogue.Read();
        Assert.Equal(10, session.Inventories.Expected(RunWorld.Interviews));
    }

    [Fact]
    public async Task What_moved_within_the_store_is_not_missed()
    {
        await StudyAsync(kept: 100, due: 0);
        Lose(100);
        for (var i = 0; i < 100; i++)
            world.Store.Put($"lonely/contact-details/P1/moved/{i:D4}.json", "{}");
        Assert.Null(await DiscoverAsync());
    }

    [Fact]
    public async Task A_listing_that_was_not_believed_does_not_raise_what_is_expected()
    {
        await StudyAsync(kept: 400, due: 0);
        Lose(400);
        for (var i = 0; i < 300; i++)
            world.Store.Put($"other/contact-details/P1/{i:D4}.json", "{}");
        Assert.Equal("inventory", (await DiscoverAsync())!.Code);
        using var session = world.Catalogue.Read();
        Assert.Equal(400, session.Inventories.Expected(RunWorld.Interviews));
    }

    [Theory]
    [InlineData("DELETE FROM projects", "register-empty")]
    [InlineData("DELETE FROM projects WHERE id = 'other'", "register-shrunk")]
    [InlineData("DELETE FROM holds", "holds-shrunk")]
    [InlineData("UPDATE holds SET released_at = 1", "holds-shrunk")]
    public async Task A_register_that_lost_something_erases_nothing(string loss, string code)
    {
        await StudyAsync(kept: 1, due: 5);
        world.AddProject(null, new ProjectId("other"));
        world.Hold(new ParticipantId("P9"));
        Execute(loss);
        for (var i = 0; i < 2; i++)
        {
            var refusal = await Assert.ThrowsAsync<RunRefusal>(() => world.OnceAsync());
            Assert.Equal(("register", code), (refusal.Guard, refusal.Code));
        }
        Assert.Empty(world.Store.Removed);
        Assert.Single(world.Kinds(), "erasure-withheld");
    }

    [Fact]
    public async Task A_hold_that_the_log_knows_and_the_register_does_not_erases_nothing_though_the_counts_agree()
    {
        await StudyAsync(kept: 1, due: 5);
        var hold = world.Hold(new ParticipantId("P9"));
        using (var uow = world.Catalogue.Begin())
        {
            new RetentionWorker.Record.AuditLog(Unsigned.Instance).Append(uow, [new Retention.Domain.Audit.AuditEntry.HoldPlaced(
                world.Clock.Now, "os-2", hold, RunWorld.Lonely, null, null, null, Retention.Domain.Holds.HoldKind.Litigation, "CASE/1", new LocalDate(2030, 1, 1))]);
            uow.Commit();
        }
        Execute("DELETE FROM holds; UPDATE counters SET value = 0 WHERE name = 'holds'");
        Assert.Equal("holds-differ", (await Assert.ThrowsAsync<RunRefusal>(() => world.OnceAsync())).Code);
        Assert.Empty(world.Store.Removed);
    }

    private async Task<RunReport> EnforceAsync()
    {
        using var run = world.NewRun();
        using var held = RetentionWorker.Catalogue.Sqlite.EraseLock.TryTake(world.DataDirectory)!;
        return await run.EnforceAsync(held, world.Schedule, RetentionRun.Schedule, default);
    }

    private void Execute(string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(world.DataDirectory, "catalogue.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }
}
