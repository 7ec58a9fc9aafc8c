using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Hosting;
using RetentionWorker.Tests.Register;

namespace RetentionWorker.Tests.BadInput;

/// <summary>A whole installation in a folder of its own: a sound schedule, an adopted store with one recording, a project that has ended.</summary>
internal sealed class Installation : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("installation-").FullName;

    public string SchedulePath => Path.Combine(folder, "retention-schedule.yaml");

    public string Recording => Path.Combine(folder, "store", "lonely", "recording", "P01", "interview.wav");

    public static async Task<Installation> MakeAsync()
    {
        var made = new Installation();
        Directory.CreateDirectory(Path.GetDirectoryName(made.Recording)!);
        await File.WriteAllTextAsync(made.Recording, "RIFF");
        made.WriteSchedule(Encoding.UTF8.GetBytes(WrittenSchedule.Sound));
        made.Write("retention.json", """
            {"schedule": "retention-schedule.yaml",
             "stores": {"interviews": {"kind": "files", "root": "store", "template": "{project}/{category}/{participant}/{*}", "declared": {"backupDays": 0, "snapshotDays": 0}}}}
            """u8.ToArray());
        await made.Must("store", "adopt", "interviews");
        await made.Must("project", "add", "lonely", "--planned-end", "2026-10-31");
        await made.Must("project", "end", "lonely", "--on", "2026-10-31", "--event", "report-accepted");
        return made;
    }

    public void WriteSchedule(byte[] bytes) => Write("retention-schedule.yaml", bytes);

    public async Task<(ExitCode Code, string Output, string Errors)> Say(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var around = new Surroundings(output, errors, new Dictionary<string, string>(StringComparer.Ordinal), folder, new StoppedClock());
        var code = await Entrance.RunAsync(arguments, around, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }

    public async Task Must(params string[] arguments)
    {
        var (code, _, errors) = await Say(arguments);
        Assert.True(code == ExitCode.Done, $"{string.Join(' ', arguments)}: {code} {errors}");
    }

    /// <summary>Everything that must not have been touched: each table of the catalogue (the log is in it) and each file of the store.</summary>
    public string Fingerprint()
    {
        var text = new StringBuilder();
        using (var catalogue = new SqliteConnection($"Data Source={Path.Combine(folder, "retention-data", "catalogue.db")};Mode=ReadOnly;Pooling=False"))
        {
            catalogue.Open();
            foreach (var table in Rows(catalogue, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"))
                text.AppendLine(table).AppendJoin('\n', Rows(catalogue, $"SELECT * FROM \"{table}\"")).AppendLine();
        }
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "store"), "*", all).Order(StringComparer.Ordinal))
            text.Append(file).Append(' ').AppendLine(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));
        return text.ToString();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static List<string> Rows(SqliteConnection catalogue, string sql)
    {
        using var command = catalogue.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.GetValue(i)))));
        return rows;
    }

    private static string? Text(object value) => value is byte[] bytes ? Convert.ToHexStringLower(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture);

    private sealed class StoppedClock : IClock
    {
        public Instant GetCurrentInstant() => Instant.FromUtc(2026, 11, 22, 10, 15);
    }
}
