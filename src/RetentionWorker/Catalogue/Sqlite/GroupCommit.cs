using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace RetentionWorker.Catalogue.Sqlite;

/// <summary>
/// The writing connection of a process, which its units of work take in turn. Where others wait for it when one commits, the next one goes on in the same
/// transaction, and the last of them makes them all durable: one signature over the log, one flush. Until then none of them has returned from its commit, and where it
/// fails they all fail. A unit that is undone takes nothing of the others with it. Where nobody waits, each unit is a transaction of its own.
/// </summary>
/// <param name="connect">Makes a connection.</param>
/// <param name="end">Takes it back at the end.</param>
internal sealed class GroupCommit(Func<PreparedConnection> connect, Action<PreparedConnection> end) : IDisposable
{
    /// <summary>A group is closed with this many units, or when its first has waited this long, though others wait: who came first shall hear of it.</summary>
    private const int MostUnits = 256;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim turn = new(1, 1);
    private PreparedConnection? writer;
    private Group? open;
    private int waiting;

    /// <summary>Waits its turn, and behind writers of other processes.</summary>
    public SqliteSession Begin()
    {
        Interlocked.Increment(ref waiting);
        turn.Wait();
        Interlocked.Decrement(ref waiting);
        try
        {
            writer ??= connect();
            if (open is null)
            {
                writer.Scalar("BEGIN IMMEDIATE");
                open = new();
                return SqliteSession.Writing(writer, new Unit(this, open, joined: false));
            }
            writer.Scalar("SAVEPOINT unit");
            return SqliteSession.Writing(writer, new Unit(this, open, joined: true));
        }
        catch (Exception fault)
        {
            Break(fault);
            turn.Release();
            throw;
        }
    }

    /// <summary>Does something with the connection in no transaction.</summary>
    public void Aside(Action<PreparedConnection> act)
    {
        turn.Wait();
        try
        {
            Settle();
            act(writer ??= connect());
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose()
    {
        turn.Wait();
        Settle();
        if (writer is not null)
            end(writer);
        turn.Dispose();
    }

    /// <summary>Ends a turn: the next unit that waits joins, or those so far are made durable now. Whoever is counted as waiting will have its turn.</summary>
    private void Pass(bool mayBeJoined)
    {
        if (!mayBeJoined || Volatile.Read(ref waiting) == 0 || open is not { Units: < MostUnits } group || Stopwatch.GetElapsedTime(group.Since) >= LongestWait)
            Settle();
        turn.Release();
    }

    /// <summary>Makes the open group durable, and tells its units how that went; throws nothing itself, for they need not be the caller's.</summary>
    private void Settle()
    {
        if (open is not { } group)
            return;
        try
        {
            group.Unwritten.Write(writer!);
            writer!.Scalar("COMMIT");
        }
        catch (Exception fault)
        {
            Break(fault);
            return;
        }
        open = null;
        group.End(null);
    }

    /// <summary>What the open transaction holds is lost: its units hear why, and the connection is not used again.</summary>
    private void Break(Exception fault)
    {
        writer?.Dispose();
        writer = null;
        open?.End(ExceptionDispatchInfo.Capture(fault));
        open = null;
    }

    /// <summary>The units that share a transaction.</summary>
    private sealed class Group
    {
        private readonly object gate = new();
        private bool isOver;
        private ExceptionDispatchInfo? fault;

        /// <summary>How many units have committed in it so far.</summary>
        public int Units { get; private set; }

        /// <summary>When the first of them did.</summary>
        public long Since { get; private set; }

        public Unwritten Unwritten { get; private set; } = new(null, null);

        public void Add(Unwritten unwritten)
        {
            Since = Units++ == 0 ? Stopwatch.GetTimestamp() : Since;
            Unwritten = unwritten;
        }

        /// <summary>Returns when all of them are durable; throws what kept them from it.</summary>
        public void Wait()
        {
            lock (gate)
            {
                while (!isOver)
                    Monitor.Wait(gate);
            }
            fault?.Throw();
        }

        public void End(ExceptionDispatchInfo? why)
        {
            lock (gate)
            {
                (isOver, fault) = (true, why);
                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>One unit of work in a group. The first one is undone with the transaction, for there is nobody else's work in it.</summary>
    private sealed class Unit(GroupCommit all, Group group, bool joined) : ITransaction
    {
        public Unwritten Unwritten { get; set; } = group.Unwritten;

        public void Commit(bool mayBeJoined)
        {
            try
            {
                if (joined)
                    all.writer!.Scalar("RELEASE unit");
                group.Add(Unwritten);
            }
            catch (Exception fault)
            {
                all.Break(fault);
                all.turn.Release();
                throw;
            }
            all.Pass(mayBeJoined);
            group.Wait();
        }

        public void Undo()
        {
            try
            {
                if (joined)
                {
                    all.writer!.Scalar("ROLLBACK TO unit");
                    all.writer.Scalar("RELEASE unit");
                }
                else
                {
                    all.writer!.Scalar("ROLLBACK");
                    all.open = null;
                }
            }
            catch (Exception fault)
            {
                // A statement that failed (a full disk) has undone the whole transaction already, and undoing it again fails: that statement's own fault is the one its
                // unit hears of. The others' work is lost with it, which this tells them.
                all.Break(fault);
            }
            all.Pass(mayBeJoined: true);
        }
    }
}
