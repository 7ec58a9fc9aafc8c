using System.Data;
using Dapper;
using Microsoft.Data.Sqlite;

namespace RetentionWorker.Catalogue.Sqlite;

/// <summary>One transaction over the books: a snapshot for reading, or the unit of work.</summary>
internal sealed class SqliteSession : IUnitOfWork
{
    private readonly PreparedConnection connection;
    private readonly ITransaction transaction;
    private readonly Dictionary<string, SqliteCommand> prepared = [];
    private readonly bool writes;
    private int streams;
    private bool over;

    private SqliteSession(PreparedConnection connection, bool writes, ITransaction transaction)
    {
        this.connection = connection;
        this.writes = writes;
        this.transaction = transaction;
        Projects = new ProjectBook(this);
        Withdrawals = new WithdrawalBook(this);
        Holds = new HoldBook(this);
        StoreHolds = new StoreHoldBook(this);
        Stores = new StoreBook(this);
        Schedules = new ScheduleBook(this);
        Records = new RecordBook(this);
        Groups = new GroupBook(this);
        Plans = new PlanBook(this);
        Rejections = new RejectionBook(this);
        Requests = new RequestBook(this);
        Spent = new SpentBook(this);
        Intents = new IntentBook(this);
        Log = new LogBook(this);
        Guards = new GuardBook(this);
        Clock = new ClockBook(this);
        Inventories = new InventoryBook(this);
        Register = new RegisterBook(this);
        Ages = new AgeBook(this);
        Escalations = new EscalationBook(this);
        Breaches = new BreachBook(this);
        Canaries = new CanaryBook(this);
        Runs = new RunBook(this);
        Corrections = new CorrectionBook(this);
        Erased = new ErasedBook(this);
        Anchors = new AnchorBook(this);
        Keys = new KeyBook(this);
        Recipients = new RecipientBook(this);
    }

    public IProjectBook Projects { get; }
    public IWithdrawalBook Withdrawals { get; }
    public IHoldBook Holds { get; }
    public IStoreHoldBook StoreHolds { get; }
    public IStoreBook Stores { get; }
    public IScheduleBook Schedules { get; }
    public IRecordBook Records { get; }
    public IGroupBook Groups { get; }
    public IPlanBook Plans { get; }
    public IRejectionBook Rejections { get; }
    public IRequestBook Requests { get; }
    public ISpentBook Spent { get; }
    public IIntentBook Intents { get; }
    public ILogBook Log { get; }
    public IGuardBook Guards { get; }
    public IClockBook Clock { get; }
    public IInventoryBook Inventories { get; }
    public IRegisterBook Register { get; }
    public IAgeBook Ages { get; }
    public IEscalationBook Escalations { get; }
    public IBreachBook Breaches { get; }
    public ICanaryBook Canaries { get; }
    public IRunBook Runs { get; }
    public ICorrectionBook Corrections { get; }
    public IErasedBook Erased { get; }

    public IAnchorBook Anchors { get; }
    public IKeyBook Keys { get; }
    public IRecipientBook Recipients { get; }
    public bool Committed { get; private set; }

    /// <summary>What this unit of work, and those that it shares a transaction with, leave to be written at the end.</summary>
    public Unwritten Unwritten
    {
        get => transaction.Unwritten;
        set => transaction.Unwritten = value;
    }

    /// <summary>A snapshot.</summary>
    public static SqliteSession Reading(PreparedConnection connection, ITransaction transaction) => new(connection, writes: false, transaction);

    /// <summary>The unit of work.</summary>
    public static SqliteSession Writing(PreparedConnection connection, ITransaction transaction) => new(connection, writes: true, transaction);

    /// <summary>A prepared command, one per text and session; <c>@1</c>, <c>@2</c>, … are the values in order.</summary>
    public SqliteCommand Prepared(string sql, params ReadOnlySpan<object?> values)
    {
        CheckGoesOn();
        if (!prepared.TryGetValue(sql, out var command))
        {
            command = connection.Take(sql, values.Length);
            prepared.Add(sql, command);
        }
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    public int Execute(string sql, params ReadOnlySpan<object?> values)
    {
        if (!writes)
            throw new InvalidOperationException("A reading session cannot write.");
        return Prepared(sql, values).ExecuteNonQuery();
    }

    public object? Scalar(string sql, params ReadOnlySpan<object?> values)
    {
        var value = Prepared(sql, values).ExecuteScalar();
        return value is DBNull ? null : value;
    }

    /// <summary>All rows at once: for what is small by nature.</summary>
    public List<T> List<T>(Func<SqliteDataReader, T> read, string sql, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepared(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(Row(read, reader));
        return rows;
    }

    public T? First<T>(Func<SqliteDataReader, T> read, string sql, params ReadOnlySpan<object?> values)
        where T : class
    {
        using var reader = Prepared(sql, values).ExecuteReader();
        return reader.Read() ? Row(read, reader) : null;
    }

    /// <summary>Rows of many columns, each found by its name. For what is small by nature.</summary>
    public IReadOnlyList<T> Mapped<TRow, T>(Func<TRow, T> read, string sql, params ReadOnlySpan<object?> values)
    {
        try
        {
            using var reader = Prepared(sql, values).ExecuteReader();
            if (!reader.HasRows)
                return [];
            // Asked for before the first row: the columns' declared types count, not what the first row happens to hold.
            var row = reader.GetRowParser<TRow>();
            var rows = new List<T>();
            while (reader.Read())
                rows.Add(read(row(reader)));
            return rows;
        }
        catch (Exception e) when (e is DataException or InvalidCastException or System.Text.Json.JsonException or FormatException or ArgumentException)
        {
            throw Unknown(e);
        }
    }

    /// <summary>Row by row, on a command of its own, so that several streams may be open at once.</summary>
    public IEnumerable<T> Stream<T>(Func<SqliteDataReader, T> read, string sql, params object?[] values)
    {
        CheckGoesOn();
        var command = connection.Take(sql, values.Length);
        streams++;
        try
        {
            for (var i = 0; i < values.Length; i++)
                command.Parameters[i].Value = values[i] ?? DBNull.Value;
            using var reader = command.ExecuteReader();
            while (reader.Read())
                yield return Row(read, reader);
        }
        finally
        {
            streams--;
            if (over)
                command.Dispose();
            else
                connection.PutBack(command);
        }
    }

    /// <summary>What the program wrote it reads again; a value of another kind was put there by somebody, or the file is damaged.</summary>
    private static T Row<T>(Func<SqliteDataReader, T> read, SqliteDataReader reader)
    {
        try
        {
            return read(reader);
        }
        catch (Exception e) when (e is InvalidCastException or NodaTime.Text.UnparsableValueException or FormatException)
        {
            throw Unknown(e);
        }
    }

    /// <summary>The connection may be another session's by now, and what is written after the commit would be no part of the unit of work.</summary>
    private void CheckGoesOn()
    {
        if (over)
            throw new InvalidOperationException("The session is over.");
    }

    private static CatalogueFault Unknown(Exception e) => new($"The catalogue holds a value that this program never writes: {CatalogueFault.Restore}", e);

    /// <summary>Raises the facts' epoch: whoever is about to erase decides again.</summary>
    public void FactsChanged() => Execute("UPDATE counters SET value = value + 1 WHERE name = 'facts-epoch'");

    public void Commit()
    {
        if (!writes)
            throw new InvalidOperationException("A reading session has nothing to commit.");
        CheckGoesOn();
        End();
        transaction.Commit(mayBeJoined: streams == 0);
        Committed = true;
    }

    public void Dispose()
    {
        if (over)
            return;
        End();
        transaction.Undo();
    }

    /// <summary>The connection is the next session's from here on.</summary>
    private void End()
    {
        over = true;
        foreach (var command in prepared.Values)
            connection.PutBack(command);
    }
}
