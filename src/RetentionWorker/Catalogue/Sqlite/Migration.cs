using System.Globalization;
using DbUp;
using DbUp.Engine.Output;
using Microsoft.Data.Sqlite;

namespace RetentionWorker.Catalogue.Sqlite;

/// <summary>Brings the catalogue's file to the shape that this program knows; refuses one that is newer.</summary>
internal static class Migration
{
    private const string Scripts = ".Sqlite.Migrations.";

    /// <summary>The number that the last script's name begins with.</summary>
    private static readonly long Newest = typeof(Migration).Assembly.GetManifestResourceNames()
        .Where(name => name.Contains(Scripts, StringComparison.Ordinal))
        .Max(name => long.Parse(name.AsSpan(name.IndexOf(Scripts, StringComparison.Ordinal) + Scripts.Length, 4), CultureInfo.InvariantCulture));

    /// <summary>A connection to the catalogue in that shape.</summary>
    public static SqliteConnection Open(string path, string connectionString, bool simulated)
    {
        var isNew = !File.Exists(path);
        var connection = SqliteSettings.Connect(connectionString);
        var version = Version(connection);
        if (version == Newest)
            return connection;
        using (connection)
        {
            if (version > Newest)
                throw new CatalogueFault($"The catalogue is of version {version}, and this program knows versions up to {Newest}: run the newer program.");
        }

        if (isNew)
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var upgrade = DeployChanges.To
            .SqliteDatabase(connectionString)
            .WithScriptsEmbeddedInAssembly(typeof(Migration).Assembly, name => name.Contains(Scripts, StringComparison.Ordinal))
            .WithTransaction()
            .LogTo(new NoOpUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (!upgrade.Successful)
            throw new CatalogueFault("The catalogue could not be brought up to date; nothing of it was changed.", upgrade.Error);

        var migrated = SqliteSettings.Connect(connectionString);
        using var command = migrated.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Newest};")
            + (isNew && simulated ? "UPDATE counters SET value = 1 WHERE name = 'simulated';" : "");
        command.ExecuteNonQuery();
        return migrated;
    }

    private static long Version(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()!;
    }
}
