using Microsoft.Data.Sqlite;

namespace RetentionWorker.Catalogue.Sqlite;

/// <summary>What every connection is set to, and proven to be set to: without FULL an acknowledged commit can be lost in a power cut.</summary>
internal static class SqliteSettings
{
    public static SqliteConnection Connect(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = """
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA foreign_keys = ON;
                PRAGMA secure_delete = ON;
                PRAGMA temp_store = FILE;
                PRAGMA cache_size = -16384;
                """;
            command.ExecuteNonQuery();
            Require(connection, "journal_mode", "wal");
            Require(connection, "synchronous", "2");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Require(SqliteConnection connection, string setting, string expected)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA " + setting;
        var actual = Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        if (actual != expected)
            throw new CatalogueFault($"The catalogue's {setting} is {actual}, not {expected}: commits would not be durable. Put the data directory on a local file system.");
    }
}
