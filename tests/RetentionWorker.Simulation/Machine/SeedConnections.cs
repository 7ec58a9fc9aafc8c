using Microsoft.Data.Sqlite;
using RetentionWorker.Catalogue.Sqlite;
using SQLitePCL;

namespace RetentionWorker.Simulation.Machine;

/// <summary>
/// The connections of one seed to its catalogue. A life that ends leaves them, with their prepared statements, to the next one: what a process loses of
/// its catalogue when it dies is the transaction that was open, and that is rolled back before they come here. What a connection keeps for itself
/// (its temporary tables) is emptied. Nothing of the file has to survive the process of the simulation, so nothing is flushed.
/// </summary>
internal sealed class SeedConnections(string directory) : IDisposable
{
    private const int Multithread = 2;
    private const int MemoryStatus = 9;

    private readonly string connectionString = new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, "catalogue.db"), Pooling = false }.ToString();
    private readonly Stack<PreparedConnection> idle = [];

    /// <summary>A connection is used by one thread at a time, and nobody asks how much memory SQLite has: it need not lock for either. Before its first use.</summary>
    public static void Configure()
    {
        Batteries_V2.Init();
        raw.sqlite3_config(Multithread);
        raw.sqlite3_config(MemoryStatus, 0);
    }

    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = OFF;
            PRAGMA foreign_keys = ON;
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -16384;
            """;
        command.ExecuteNonQuery();
        return connection;
    }

    public PreparedConnection Take() => idle.TryPop(out var left) ? left : new PreparedConnection(Open());

    public void PutBack(PreparedConnection connection)
    {
        if (raw.sqlite3_get_autocommit(connection.Connection.Handle) == 0)
            throw new InvalidOperationException("A life ended in the middle of a transaction that nobody rolled back.");
        foreach (var table in (string[])["seen", "unreadable", "vanished"])
        {
            if (connection.Scalar($"SELECT 1 FROM sqlite_temp_master WHERE name = '{table}'") is not null)
                connection.Scalar($"DELETE FROM temp.{table}");
        }
        idle.Push(connection);
    }

    public void Dispose()
    {
        while (idle.TryPop(out var connection))
            connection.Dispose();
    }
}
