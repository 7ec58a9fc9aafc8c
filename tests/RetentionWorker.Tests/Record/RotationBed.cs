using System.Text.Json;
using Microsoft.Data.Sqlite;
using Retention.Domain.Audit;
using Retention.Domain.Transparency;
using RetentionWorker.Catalogue;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Record;
using RetentionWorker.Tests.Cli;
using RetentionWorker.Tests.Deploy;

namespace RetentionWorker.Tests.Record;

/// <summary>A desk with a study whose log changes its key, and somebody who kept copies of the private keys.</summary>
internal sealed class RotationBed : IDisposable
{
    public Desk Desk { get; } = new();

    public string Data => Path.Combine(Desk.Home, "retention-data");

    public string Keys => Path.Combine(Data, "audit-log-keys");

    public void Dispose() => Desk.Dispose();

    public string KeyFile(int number) => Path.Combine(Keys, $"{number}.key");

    public IReadOnlyList<string> KeyFiles() => [.. Directory.GetFileSystemEntries(Keys).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    public async Task<JsonElement> RotateAsync() => (await Desk.DoAsync("audit", "rotate-key", "--output", "json")).Json;

    public void Write(int pairs)
    {
        using var writer = new LogWriter(Data, Desk.Clock);
        writer.Write(pairs);
    }

    public LogHead Head()
    {
        using var catalogue = SqliteCatalogue.Open(Data);
        using var session = catalogue.Read();
        return session.Log.Head();
    }

    public string VKey() => Head().Signed!.VKey;

    public string KeptCheckpoint(string name) => Desk.Write(name, Head().Signed!.Note);

    public async Task<List<JsonElement>> EntriesAsync(string kind) =>
        [.. (await Desk.DoAsync("audit", "list", "--kind", kind, "--output", "json")).Lines.Select(l => JsonDocument.Parse(l).RootElement)];

    public static (int Code, string Output) Stranger(string folder, params string[] more) => Repository.Run("python3", [Repository.File("tests", "audit", "verify.py"), folder, .. more]);

    /// <summary>What signs by a key file's content.</summary>
    public NoteSigner Signer(byte[] keyFile)
    {
        var path = Desk.Write("somebodys/1.key", keyFile);
        return LogKeyFolder.Read(new(1, path))!;
    }

    /// <summary>Puts an entry on the log and has its head signed by whoever is given, as somebody could who has the catalogue. Returns its index.</summary>
    public long Forge(Func<long, AuditEntry> entry, NoteSigner by)
    {
        using var catalogue = SqliteCatalogue.Open(Data);
        using var work = catalogue.Begin();
        var head = work.Log.Head();
        var frontier = TreeFrontier.At(head.Size, head.Edge, head.Root);
        var bytes = entry(head.Size).ToBytes(head.Size);
        frontier.Append(MerkleTree.LeafHash(bytes));
        work.Log.Append(head.Size, [bytes], new LogHead(frontier.Size, frontier.Root(), frontier.Edge)
        {
            Signed = new SignedHead(Checkpoint(by, frontier.Size, frontier.Root()), by.Key.ToString()),
        });
        work.Commit();
        return head.Size;
    }

    public static byte[] Checkpoint(NoteSigner by, long size, byte[] root) => by.Sign(new Checkpoint(by.Key.Name, size, root).Text).ToBytes();

    public void Execute(string sql, params (string Name, object Value)[] values)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "catalogue.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
