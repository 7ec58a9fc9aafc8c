using Microsoft.Data.Sqlite;

namespace RetentionWorker.Catalogue.Sqlite;

/// <summary>
/// A connection and the statements that were prepared on it: each transaction asks the same few questions, and to prepare one costs many times
/// its answer. Used by one session at a time.
/// </summary>
internal sealed class PreparedConnection(SqliteConnection connection) : IDisposable
{
    /// <summary>More than the program has texts that it asks again and again; what comes beyond is prepared for once.</summary>
    private const int KeptAtMost = 160;

    private readonly Dictionary<string, SqliteCommand> idle = new(StringComparer.Ordinal);

    public SqliteConnection Connection => connection;

    /// <summary>A command of the text, for the caller alone until it is put back or disposed of; <c>@1</c>, <c>@2</c>, … are its values.</summary>
    public SqliteCommand Take(string sql, int values)
    {
        if (idle.Remove(sql, out var kept))
            return kept;
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = "@" + Column.Text(i + 1) });
        return command;
    }

    public void PutBack(SqliteCommand command)
    {
        if (idle.Count >= KeptAtMost || !idle.TryAdd(command.CommandText, command))
            command.Dispose();
    }

    /// <summary>A text without values; its first row's first column, or null.</summary>
    public object? Scalar(string sql)
    {
        var command = Take(sql, 0);
        try
        {
            var value = command.ExecuteScalar();
            PutBack(command);
            return value;
        }
        catch
        {
            command.Dispose();
            throw;
        }
    }

    /// <summary>A text that answers nothing.</summary>
    public void Execute(string sql, params ReadOnlySpan<object?> values)
    {
        var command = Take(sql, values.Length);
        try
        {
            for (var i = 0; i < values.Length; i++)
                command.Parameters[i].Value = values[i] ?? DBNull.Value;
            command.ExecuteNonQuery();
            PutBack(command);
        }
        catch
        {
            command.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var command in idle.Values)
            command.Dispose();
        idle.Clear();
        connection.Dispose();
    }
}
