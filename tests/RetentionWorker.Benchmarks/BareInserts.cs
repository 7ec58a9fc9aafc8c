using Microsoft.Data.Sqlite;
using RetentionWorker.Catalogue.Sqlite;

namespace RetentionWorker.Benchmarks;

/// <summary>
/// The floor of every durable log on SQLite: rows by a prepared INSERT, and group commit. What waits is written by one of those that wait, in one transaction.
/// </summary>
internal sealed class BareInserts : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand begin, insert, commit;
    private readonly object gate = new();
    private Batch waiting = new();
    private bool isLed;
    private long rows;

    public BareInserts(string path)
    {
        connection = SqliteSettings.Connect(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        Command("CREATE TABLE entries (seq INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT").ExecuteNonQuery();
        (begin, insert, commit) = (Command("BEGIN IMMEDIATE"), Command("INSERT INTO entries (seq, entry) VALUES (@1, @2)"), Command("COMMIT"));
        insert.Parameters.Add(new("@1", SqliteType.Integer));
        insert.Parameters.Add(new("@2", SqliteType.Blob));
    }

    /// <summary>Returns when the row is on disk.</summary>
    public void Insert(byte[] entry)
    {
        Batch mine;
        bool leads;
        lock (gate)
        {
            mine = waiting;
            mine.Entries.Add(entry);
            leads = !isLed;
            isLed = true;
        }
        if (!leads && !mine.LeadsAfterWaiting())
            return;
        lock (gate)
            waiting = new();
        begin.ExecuteNonQuery();
        foreach (var row in mine.Entries)
        {
            (insert.Parameters[0].Value, insert.Parameters[1].Value) = (rows++, row);
            insert.ExecuteNonQuery();
        }
        commit.ExecuteNonQuery();
        mine.End();
        Batch? next;
        lock (gate)
        {
            isLed = waiting.Entries.Count > 0;
            next = isLed ? waiting : null;
        }
        next?.Lead();
    }

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[begin, insert, commit])
            command.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Command(string text)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        return command;
    }

    private sealed class Batch
    {
        public List<byte[]> Entries { get; } = [];

        private bool isDurable, wantsLeader;

        /// <summary>False when somebody else has made it durable; true where the caller is to do it.</summary>
        public bool LeadsAfterWaiting()
        {
            lock (this)
            {
                while (!isDurable && !wantsLeader)
                    Monitor.Wait(this);
                wantsLeader = false;
                return !isDurable;
            }
        }

        public void Lead()
        {
            lock (this)
            {
                wantsLeader = true;
                Monitor.Pulse(this);
            }
        }

        public void End()
        {
            lock (this)
            {
                isDurable = true;
                Monitor.PulseAll(this);
            }
        }
    }
}
