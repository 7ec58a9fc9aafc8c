using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Hosting;
using RetentionWorker.Tests.Run;

namespace RetentionWorker.Tests.Cli;

/// <summary>What a command answered.</summary>
internal sealed record Said(ExitCode Code, string Output, string Errors)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>
/// A desk at which commands are said, in this process but through the program's own entrance: a directory of its own with a configured folder
/// of records, a real catalogue, no environment and a clock that is set by hand.
/// </summary>
internal sealed class Desk : IDisposable
{
    public const string Schedule = """
        version: 1
        timeZone: Europe/London
        rules:
          - id: recordings-at-project-end
            category: [recording, transcript]
            startsAt: project-end
            eraseAfter: P0D
            eraseBy: P14D
            because: "Leaflet: deleted at the end of the project."
          - id: contact-details-within-12-months
            category: contact-details
            startsAt: project-end
            eraseAfter: P11M21D
            eraseBy: P12M
            because: "Leaflet: within 12 months of the project ending."
          - id: everything-on-withdrawal
            category: [recording, transcript, contact-details]
            startsAt: withdrawal
            eraseAfter: P0D
            eraseBy: P1M
            because: "Leaflet: free to withdraw at any stage."
        limits:
          records: 10000
          percentOfStore: 100
          percentOfProject: 100
        settle: P0D
        """;

    public const string Configuration = """
        { "schedule": "retention-schedule.yaml",
          "stores": { "interviews": { "kind": "files", "root": "interviews", "template": "{project}/{category}/{participant}/{*}",
                                      "declared": { "backupDays": 35, "snapshotDays": 0 } } } }
        """;

    public Desk()
    {
        Home = System.IO.Directory.CreateTempSubdirectory("retention-desk-").FullName;
        System.IO.Directory.CreateDirectory(Path.Combine(Home, "interviews"));
        Write("retention.json", Configuration);
        Write("retention-schedule.yaml", Schedule);
    }

    public string Home { get; }

    public SetClock Clock { get; } = new(Instant.FromUtc(2026, 11, 23, 9, 0));

    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>What a person types where one is asked; null where nobody is there.</summary>
    public string? Typed { get; set; }

    /// <summary>Whether standard error is a terminal, on which long work is shown.</summary>
    public bool AtTerminal { get; set; }

    public Task<Said> SayAsync(params string[] arguments) => SayAsync(arguments, CancellationToken.None);

    public async Task<Said> SayAsync(IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var (output, errors) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var around = new Surroundings(output, errors, Variables, Home, Clock)
        {
            Person = Typed is null ? null : new StringReader(Typed),
            Screen = AtTerminal ? new Screen(errors, Coloured: false) : null,
        };
        var code = await Entrance.RunAsync(arguments, around, ct);
        return new Said(code, output.ToString(), errors.ToString());
    }

    /// <summary>As <see cref="SayAsync(string[])"/>, and it must be done.</summary>
    public async Task<Said> DoAsync(params string[] arguments)
    {
        var said = await SayAsync(arguments);
        Assert.True(said.Code == ExitCode.Done, $"{string.Join(' ', arguments)}: {said.Code}\n{said.Output}\n{said.Errors}");
        return said;
    }

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(Home, name);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>From now on commands are another person's: the key by which people are told apart is another one.</summary>
    public void BecomeAnotherPerson()
    {
        var key = Path.Combine(Home, "retention-data", "actor.key");
        File.WriteAllBytes(key, [.. File.ReadAllBytes(key).Select(b => (byte)~b)]);
    }

    /// <summary>Asks for a correction as one person and approves it as another; returns its digest.</summary>
    public async Task<string> CorrectAsync(params string[] arguments)
    {
        var asked = await SayAsync([.. arguments, "--output", "json"]);
        Assert.True(asked.Code == ExitCode.Refused, $"{string.Join(' ', arguments)}: {asked.Code}\n{asked.Output}\n{asked.Errors}");
        var digest = asked.Json.GetProperty("correction").GetProperty("correction").GetString()!;
        BecomeAnotherPerson();
        await DoAsync("approve", digest);
        BecomeAnotherPerson();
        return digest;
    }

    /// <summary>Writes another schedule and brings it into force by a second person.</summary>
    public async Task ReplaceScheduleAsync(string text)
    {
        Write("retention-schedule.yaml", text);
        await CorrectAsync("schedule", "propose", "--informed", "participants-informed");
    }

    public string Record(string name) => Write("interviews/" + name, "a recording of " + name);

    public bool Holds(string name) => File.Exists(Path.Combine(Home, "interviews", name));

    /// <summary>The store adopted, a project with two participants discovered.</summary>
    public async Task<Desk> WithStudyAsync()
    {
        foreach (var category in new[] { "recording", "contact-details" })
        {
            Record($"study-1/{category}/P01/a.wav");
            Record($"study-1/{category}/P02/a.wav");
        }
        await DoAsync("store", "adopt", "interviews");
        await DoAsync("project", "add", "study-1", "--planned-end", "2026-12-31");
        await DoAsync("discover");
        return this;
    }

    /// <summary>Every row of the catalogue and every byte of the store, as one text: equal before and after where nothing was changed.</summary>
    public string Snapshot()
    {
        var text = new StringBuilder();
        foreach (var file in System.IO.Directory.EnumerateFiles(Path.Combine(Home, "interviews"), "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }).Order())
            text.AppendLine($"{file} {Convert.ToHexString(File.ReadAllBytes(file))}");
        var catalogue = Path.Combine(Home, "retention-data", "catalogue.db");
        if (!File.Exists(catalogue))
            return text.ToString();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = catalogue, Pooling = false }.ToString());
        connection.Open();
        foreach (var table in Query(connection, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").Select(r => r[0]))
        {
            foreach (var row in Query(connection, $"SELECT * FROM \"{table}\""))
                text.AppendLine($"{table} {string.Join('|', row)}");
        }
        return text.ToString();
    }

    public void Dispose() => System.IO.Directory.Delete(Home, recursive: true);

    private static List<string[]> Query(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : $"{reader.GetValue(i)}")]);
        return rows;
    }
}
