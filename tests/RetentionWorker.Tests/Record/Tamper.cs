using System.Text;
using Microsoft.Data.Sqlite;

namespace RetentionWorker.Tests.Record;

/// <summary>Changes the catalogue's file behind the program's back.</summary>
internal static class Tamper
{
    public static void With(Study study, string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = study.Database, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        Assert.True(command.ExecuteNonQuery() > 0);
    }

    /// <summary>Changes one entry, without care for the tree.</summary>
    public static void Rewrite(Study study, long seq, Func<string, string> change)
    {
        using var session = study.Catalogue.Read();
        var entry = session.Log.Read(seq).First().Entry;
        With(study, "UPDATE log_entries SET entry = $entry WHERE seq = $seq", ("$entry", Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(entry)))), ("$seq", seq));
    }
}
