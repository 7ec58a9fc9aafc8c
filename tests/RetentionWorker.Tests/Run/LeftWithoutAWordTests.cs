using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Run;

/// <summary>After each unattended run the catalogue is asked once more what was due when it began: what is still there must be among what the run gave a reason for.</summary>
public sealed class LeftWithoutAWordTests : IDisposable
{
    private readonly RunWorld world = new();

    public LeftWithoutAWordTests()
    {
        foreach (var participant in new[] { "P1", "P2", "P3" })
            world.Store.Put($"lonely/recording/{participant}/a.wav", "speech");
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = Instant.FromUtc(2026, 7, 1, 12, 0);
    }

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task What_a_run_says_it_erased_and_the_catalogue_still_holds_for_due_is_noted_until_it_is_gone()
    {
        Execute("CREATE TRIGGER forgets AFTER UPDATE OF state ON records WHEN NEW.state = 1 BEGIN UPDATE records SET state = 0 WHERE id = NEW.id; END");
        Assert.Equal(3, (await world.OnceAsync()).Books.Erased);
        var since = world.Clock.Now;
        Assert.Equal((3L, since), Left());
        Execute("DROP TRIGGER forgets");
        world.Clock.Now += Duration.FromHours(1);
        foreach (var participant in new[] { "P1", "P2", "P3" })
            world.Store.Put($"lonely/recording/{participant}/a.wav", "speech");
        await world.OnceAsync();
        Assert.Null(Left());
    }

    [Fact]
    public async Task What_waits_was_refused_or_is_held_is_no_such_thing()
    {
        Leave(5);
        world.Hold(new ParticipantId("P1"));
        world.Store.Answer = order => order.Record.Address.Name.ToString().Contains("P2", StringComparison.Ordinal) ? new ErasureOutcome.Refused(order, "immutable") : null;
        Assert.Equal(1, (await world.OnceAsync()).Books.Erased);
        Assert.Null(Left());
        Leave(5);
        await world.OnceAsync();
        Assert.Null(Left());
        Leave(5);
        world.Adopt(RunWorld.ScheduleOf(Limits.PerRun(new Bounds(Records: 0)), CalendarPeriod.Zero, "none"));
        Assert.Equal(RunEnd.Waits, (await world.OnceAsync()).End);
        Assert.Null(Left());
    }

    [Fact]
    public async Task What_somebody_asks_for_by_hand_ends_nothing_that_an_unattended_run_left()
    {
        world.Adopt(RunWorld.ScheduleOf(Limits.PerRun(new Bounds(Records: 0)), CalendarPeriod.Zero, "none"));
        await world.WaitingAsync();
        Leave(5);
        var left = Left();
        Assert.Equal(RunEnd.Waits, (await world.PurgeAsync(new PlanScope(RunWorld.Lonely, null, new ParticipantId("P1")))).End);
        Assert.Equal((5L, world.Clock.Now), left);
        Assert.Equal(left, Left());
        Assert.Equal(RunEnd.Waits, (await world.OnceAsync()).End);
        Assert.Null(Left());
    }

    [Fact]
    public async Task A_run_whose_plan_waits_tells_what_it_did_not_plan()
    {
        world.Adopt(RunWorld.ScheduleOf(Limits.PerRun(new Bounds(Records: 0)), CalendarPeriod.Zero, "none"));
        // One that the catalogue has for due, and that no plan has seen.
        world.Progress = new Meanwhile(RunBoundary.Planned, () => Execute(
            "CREATE TEMP TABLE t AS SELECT * FROM records LIMIT 1; UPDATE t SET id = 1000, name = CAST('another' AS BLOB); INSERT INTO records SELECT * FROM t"));
        Assert.Equal(RunEnd.Waits, (await world.OnceAsync()).End);
        Assert.Equal((1L, world.Clock.Now), Left());
    }

    private void Leave(long records)
    {
        using var uow = world.Catalogue.Begin();
        uow.Runs.Leave(records, world.Clock.Now);
        uow.Commit();
    }

    private (long, Instant)? Left()
    {
        using var session = world.Catalogue.Read();
        return session.Runs.Left is { } left ? (left.Records, left.Since) : null;
    }

    private void Execute(string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(world.DataDirectory, "catalogue.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
