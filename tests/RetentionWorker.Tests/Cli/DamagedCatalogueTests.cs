using Microsoft.Data.Sqlite;
using RetentionWorker.Cli;

namespace RetentionWorker.Tests.Cli;

/// <summary>A catalogue that was damaged or changed behind the program's back ends in a sentence and a code, never in a bare exception.</summary>
public sealed class DamagedCatalogueTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync()
    {
        await desk.WithStudyAsync();
        await desk.DoAsync("run", "--once");
    }

    [Theory]
    [InlineData("UPDATE log_entries SET entry = CAST(replace(CAST(entry AS TEXT), 'schedule', 'shedule') AS TEXT)")]
    [InlineData("UPDATE log_entries SET entry = x'7b22' WHERE seq = (SELECT max(seq) FROM log_entries)")]
    [InlineData("UPDATE log_head SET root = 'abc'")]
    public async Task A_log_that_holds_no_entries_as_they_are_written_does_not_verify(string sql)
    {
        Execute(sql);
        foreach (var verb in new[] { "audit verify", "run --once" })
        {
            var said = await desk.SayAsync(verb.Split(' '));
            Assert.True(said.Code == ExitCode.LogDoesNotVerify, $"{verb}: {said.Code} {said.Errors}");
        }
    }

    [Fact]
    public async Task A_run_that_met_a_log_which_does_not_verify_leaves_a_stop_until_one_finds_it_sound()
    {
        Execute("UPDATE log_entries SET entry = CAST(replace(CAST(entry AS TEXT), 'schedule', 'shedule') AS BLOB)");
        Assert.Equal(ExitCode.LogDoesNotVerify, (await desk.SayAsync("run", "--once")).Code);
        Assert.Equal(["guard-closed log log-does-not-verify"], await StopsAsync());
        Execute("UPDATE log_entries SET entry = CAST(replace(CAST(entry AS TEXT), 'shedule', 'schedule') AS BLOB)");
        await desk.DoAsync("run", "--once");
        Assert.Empty(await StopsAsync());
        await desk.DoAsync("audit", "verify");
    }

    private async Task<IEnumerable<string>> StopsAsync() => (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray()
        .Select(s => $"{s.GetProperty("kind").GetString()} {s.GetProperty("subject").GetString()} {s.GetProperty("code").GetString()}");

    [Fact]
    public async Task Status_and_list_say_of_an_entry_that_is_no_bytes_that_the_log_is_broken()
    {
        Execute("UPDATE log_entries SET entry = CAST(entry AS TEXT)");
        foreach (var verb in new[] { "status", "audit list" })
        {
            var said = await desk.SayAsync(verb.Split(' '));
            Assert.Equal(ExitCode.LogDoesNotVerify, said.Code);
            Assert.Contains("The audit log is broken at entry", said.Errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("DROP TABLE holds")]
    [InlineData("DROP TABLE counters")]
    [InlineData("UPDATE projects SET planned_end = 'soon'")]
    public async Task A_catalogue_that_is_not_as_the_program_made_it_asks_for_a_backup(string sql)
    {
        Execute(sql);
        await AsksForABackup();
    }

    [Fact]
    public async Task A_file_that_is_no_catalogue_asks_for_a_backup()
    {
        RemoveBesides();
        File.WriteAllText(Database, new string('x', 8192));
        await AsksForABackup();
    }

    [Fact]
    public async Task A_torn_file_asks_for_a_backup()
    {
        Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        RemoveBesides();
        using (var file = new FileStream(Database, FileMode.Open))
        {
            for (var at = 4096; at < file.Length; at += 4096)
            {
                file.Position = at;
                file.Write(new byte[512]);
            }
        }
        await AsksForABackup();
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Database => Path.Combine(desk.Home, "retention-data", "catalogue.db");

    private async Task AsksForABackup()
    {
        var said = await desk.SayAsync("status");
        Assert.True(said.Code == ExitCode.Unavailable, $"{said.Code} {said.Errors}");
        Assert.Contains("restore the data directory from a backup", said.Errors, StringComparison.Ordinal);
    }

    private void RemoveBesides()
    {
        File.Delete(Database + "-wal");
        File.Delete(Database + "-shm");
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Database, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
