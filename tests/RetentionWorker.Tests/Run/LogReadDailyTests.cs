using Microsoft.Data.Sqlite;
using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Run;

/// <summary>Whoever runs for months reads the whole log again once a day: what somebody did to it meanwhile shows.</summary>
public sealed class LogReadDailyTests : IDisposable
{
    private static readonly RecordName Second = RecordName.FromText("lonely/recording/P2/b.wav");
    private readonly RunWorld world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_log_that_was_changed_beneath_a_process_erases_nothing_from_the_next_day_on()
    {
        world.AddProject(new LocalDate(2026, 5, 20));
        world.Store.Put("lonely/recording/P1/a.wav", "speech");
        using var run = world.NewRun();
        using var held = EraseLock.TryTake(world.DataDirectory)!;
        await run.OnceAsync(held, world.Schedule, default);
        Assert.Contains("erased", world.Kinds());
        Execute("UPDATE log_entries SET entry = CAST(replace(CAST(entry AS TEXT), 'schedule', 'shedule') AS BLOB) WHERE seq = 0");
        world.Store.Put("lonely/recording/P2/b.wav", "speech");

        world.Clock.Now += Duration.FromDays(1);
        var refused = await Assert.ThrowsAsync<RunRefusal>(() => run.OnceAsync(held, world.Schedule, default));
        Assert.Equal(("log", "log-does-not-verify"), (refused.Guard, refused.Code));
        Assert.NotNull(world.Store.Content(Second));

        Execute("UPDATE log_entries SET entry = CAST(replace(CAST(entry AS TEXT), 'shedule', 'schedule') AS BLOB) WHERE seq = 0");
        await run.OnceAsync(held, world.Schedule, default);
        Assert.Null(world.Store.Content(Second));
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(world.DataDirectory, "catalogue.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
