using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Outcomes;
using Retention.Domain.Schedule;

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
        world.Hold(new Retention.Domain.Facts.ParticipantId("P1"));
        world.Store.Answer = order => order.Record.Address.Name.ToString().Contains("P2", StringComparison.Ordinal) ? new ErasureOutcome.Refused(order, "immutable") : null;
        Assert.Equal(1, (await world.OnceAsync()).Books.Erased);
        Assert.Null(Left());
        await world.OnceAsync();
        Assert.Null(Left());
        world.Adopt(RunWorld.ScheduleOf(Limits.PerRun(new Bounds(Records: 0)), CalendarPeriod.Zero, "none"));
        Assert.Equal(RetentionWorker.Run.RunEnd.Waits, (await world.OnceAsync()).End);
        Assert.Null(Left());
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
