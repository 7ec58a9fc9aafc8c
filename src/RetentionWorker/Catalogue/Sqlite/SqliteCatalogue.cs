using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace RetentionWorker.Catalogue.Sqlite;

/// <summary>
/// The embedded catalogue: one SQLite file in WAL mode, flushed at each commit. One writing connection per process takes turns with
/// other processes; readers have connections of their own and never wait.
/// </summary>
internal sealed class SqliteCatalogue : ICatalogue, IDisposable
{
    private readonly string connectionString;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly ConcurrentBag<SqliteConnection> readers = [];
    private readonly Lock asking = new();
    private SqliteConnection? writer;
    private SqliteCommand? askEpoch;
    private int disposed;

    private SqliteCatalogue(string dataDirectory, string connectionString)
    {
        this.connectionString = connectionString;
        StopSwitch = new StopFile(dataDirectory);
    }

    public IStopSwitch StopSwitch { get; }

    public bool IsSimulated { get; private init; }

    /// <summary>
    /// Opens the catalogue of the data directory, creating and migrating it where needed. <paramref name="simulated"/> marks a new one for ever.
    /// Throws <see cref="CatalogueFault"/> where the file is of a newer program, or not durable.
    /// </summary>
    public static SqliteCatalogue Open(string dataDirectory, bool simulated = false)
    {
        var path = Path.Combine(dataDirectory, "catalogue.db");
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 60 }.ToString();
        Migration.Apply(path, connectionString, simulated);
        using var probe = SqliteSettings.Connect(connectionString);
        using var command = probe.CreateCommand();
        command.CommandText = "SELECT value FROM counters WHERE name = 'simulated'";
        return new SqliteCatalogue(dataDirectory, connectionString) { IsSimulated = (long)command.ExecuteScalar()! == 1 };
    }

    public IReadSession Read()
    {
        var connection = readers.TryTake(out var idle) ? idle : SqliteSettings.Connect(connectionString);
        return SqliteSession.Reading(connection, (returned, usable) =>
        {
            if (usable)
                readers.Add(returned);
            else
                returned.Dispose();
        });
    }

    public IUnitOfWork Begin()
    {
        writing.Wait();
        try
        {
            writer ??= SqliteSettings.Connect(connectionString);
            return SqliteSession.Writing(writer, (returned, usable) =>
            {
                if (!usable)
                {
                    writer = null;
                    returned.Dispose();
                }
                writing.Release();
            });
        }
        catch
        {
            writing.Release();
            throw;
        }
    }

    public void TidyUp()
    {
        writing.Wait();
        try
        {
            writer ??= SqliteSettings.Connect(connectionString);
            using var command = writer.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            command.ExecuteNonQuery();
        }
        finally
        {
            writing.Release();
        }
    }

    public long FactsEpoch()
    {
        lock (asking)
        {
            if (askEpoch is null)
            {
                askEpoch = SqliteSettings.Connect(connectionString).CreateCommand();
                askEpoch.CommandText = "SELECT value FROM counters WHERE name = 'facts-epoch'";
                askEpoch.Prepare();
            }
            return (long)askEpoch.ExecuteScalar()!;
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        writing.Wait();
        writer?.Dispose();
        askEpoch?.Connection?.Dispose();
        askEpoch?.Dispose();
        while (readers.TryTake(out var reader))
            reader.Dispose();
        writing.Dispose();
    }
}

/// <summary>The catalogue cannot be used as it is; the message says what to do.</summary>
internal sealed class CatalogueFault(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What a person does about a catalogue that is damaged.</summary>
    public const string Restore = "nothing is erased on it; keep it as it is, and restore the data directory from a backup";
}
