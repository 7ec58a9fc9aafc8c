using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace RetentionWorker.Catalogue.Sqlite;

/// <summary>
/// The embedded catalogue: one SQLite file in WAL mode, flushed at each commit. One writing connection per process (<see cref="GroupCommit"/>) takes turns with
/// other processes; readers have connections of their own and never wait.
/// </summary>
internal sealed class SqliteCatalogue : ICatalogue, IDisposable
{
    private readonly Func<PreparedConnection> connect;
    private readonly Action<PreparedConnection> end;
    private readonly GroupCommit writing;
    private readonly ConcurrentBag<PreparedConnection> readers = [];
    private int disposed;

    /// <summary>A catalogue that is of the newest shape, over connections that somebody else makes, and takes back at the end.</summary>
    internal SqliteCatalogue(string dataDirectory, Func<PreparedConnection> connect, Action<PreparedConnection> end)
    {
        (this.connect, this.end) = (connect, end);
        writing = new(connect, end);
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
        var connection = new PreparedConnection(Migration.Open(path, connectionString, simulated));
        var catalogue = new SqliteCatalogue(dataDirectory, () => new(SqliteSettings.Connect(connectionString)), connected => connected.Dispose()) { IsSimulated = (long)connection.Scalar("SELECT value FROM counters WHERE name = 'simulated'")! == 1 };
        catalogue.readers.Add(connection);
        return catalogue;
    }

    public IReadSession Read()
    {
        var reader = Reader();
        try
        {
            reader.Scalar("BEGIN");
        }
        catch
        {
            reader.Dispose();
            throw;
        }
        return SqliteSession.Reading(reader, new Snapshot(reader, readers));
    }

    public IUnitOfWork Begin() => writing.Begin();

    public void TidyUp() => writing.Aside(writer => writer.Scalar("PRAGMA wal_checkpoint(TRUNCATE)"));

    public long FactsEpoch()
    {
        var connection = Reader();
        var epoch = (long)connection.Scalar("SELECT value FROM counters WHERE name = 'facts-epoch'")!;
        readers.Add(connection);
        return epoch;
    }

    private PreparedConnection Reader() => readers.TryTake(out var idle) ? idle : connect();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        writing.Dispose();
        while (readers.TryTake(out var reader))
            end(reader);
    }

    /// <summary>One consistent view; its connection is another reader's afterwards.</summary>
    private sealed class Snapshot(PreparedConnection reader, ConcurrentBag<PreparedConnection> idle) : ITransaction
    {
        public Unwritten Unwritten { get; set; } = new(null, null);

        public void Commit(bool mayBeJoined) => throw new NotSupportedException("A snapshot has nothing to commit.");

        public void Undo()
        {
            try
            {
                reader.Scalar("ROLLBACK");
            }
            catch (SqliteException)
            {
                // Nothing was written; a connection that cannot end its snapshot is not used again.
                reader.Dispose();
                return;
            }
            idle.Add(reader);
        }
    }
}

/// <summary>The catalogue cannot be used as it is; the message says what to do.</summary>
internal sealed class CatalogueFault(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What a person does about a catalogue that is damaged.</summary>
    public const string Restore = "nothing is erased on it; keep it as it is, and restore the data directory from a backup";
}
