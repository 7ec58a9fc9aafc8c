using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using RetentionWorker.Simulation.Machine;
using RetentionWorker.Simulation.Model;

namespace RetentionWorker.Simulation.Check;

/// <summary>
/// Reads the log as a stranger with the commitment keys would: straight from the file, with its own reading of the format, its own commitments
/// and its own tree.
/// </summary>
internal sealed class LogCheck(string directory, SeedConnections connections) : IDisposable
{
    private static readonly Tally Nothing = new();
    private readonly List<byte[]> leaves = [];
    private readonly List<(int Size, byte[] Root)> subtrees = [];
    private readonly Dictionary<long, string> open = [];
    private readonly Dictionary<string, Tally> records = [];
    private readonly Dictionary<string, byte[]> keys = [];
    private readonly Dictionary<string, int> keyless = [];
    private readonly IncrementalHash all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private SqliteConnection? connection;
    private SqliteCommand? next;
    private SqliteCommand? head;

    /// <summary>What the log says of one record.</summary>
    internal sealed class Tally
    {
        public int Erased { get; set; }

        public int Absent { get; set; }

        /// <summary>Outcomes after which nobody could say whether it was gone.</summary>
        public int Unknown { get; set; }

        public long LastGoneAt { get; set; } = long.MinValue;
    }

    public int Entries => leaves.Count;

    public int Intents { get; private set; }

    public int OpenIntents => open.Count;

    public Dictionary<string, int> Kinds { get; } = [];

    public Tally Of(ModelRecord record) => records.GetValueOrDefault(CommitmentOf(record)) ?? Nothing;

    /// <summary>Whether an intent for the record stands on the log without its outcome.</summary>
    public bool IsIntended(ModelRecord record)
    {
        Read();
        return open.ContainsValue(CommitmentOf(record));
    }

    /// <summary>Whether the stored head is the root over all entries, by a tree that grew with them: as good as hashing everything anew, at the cost of what is new.</summary>
    public void CheckHead()
    {
        Read();
        if (leaves.Count == 0)
            return;
        var root = subtrees[^1].Root;
        for (var i = subtrees.Count - 2; i >= 0; i--)
            root = SHA256.HashData([1, .. subtrees[i].Root, .. root]);
        var stored = Head();
        PromiseBroken.Unless(stored.Size == leaves.Count && root.AsSpan().SequenceEqual(stored.Root), PromiseBroken.Log, () => "the entries do not hash to the head");
    }

    /// <summary>Takes in what was appended since, and checks each entry as it comes.</summary>
    public void Read()
    {
        if (next is null)
        {
            next = Connection().CreateCommand();
            next.CommandText = "SELECT seq, entry FROM log_entries WHERE seq >= $from ORDER BY seq";
            next.Parameters.AddWithValue("$from", 0L);
        }
        next.Parameters[0].Value = (long)leaves.Count;
        using var row = next.ExecuteReader();
        while (row.Read())
            Take(row.GetInt64(0), (byte[])row.GetValue(1));
    }

    /// <summary>The stored head is the root over all entries; no intent is without its outcome.</summary>
    public string Close()
    {
        Read();
        PromiseBroken.Unless(open.Count == 0, PromiseBroken.Log, () => $"{open.Count} intents have no outcome");
        var stored = Head();
        PromiseBroken.Unless(
            stored.Size == leaves.Count && Root(0, leaves.Count).AsSpan().SequenceEqual(stored.Root), PromiseBroken.Log, () => "the entries do not hash to the head");
        return Convert.ToHexStringLower(all.GetCurrentHash());
    }

    public void Dispose()
    {
        next?.Dispose();
        head?.Dispose();
        connection?.Dispose();
        all.Dispose();
    }

    private void Take(long seq, byte[] entry)
    {
        PromiseBroken.Unless(seq == leaves.Count, PromiseBroken.Log, () => $"entry {leaves.Count} is missing");
        Grow(SHA256.HashData([0, .. entry]));
        all.AppendData(entry);
        using var document = JsonDocument.Parse(entry);
        var root = document.RootElement;
        PromiseBroken.Unless(root.GetProperty("seq").GetInt64() == seq, PromiseBroken.Log, () => $"entry {seq} says that it is another");
        var kind = root.GetProperty("kind").GetString()!;
        Kinds[kind] = Kinds.GetValueOrDefault(kind) + 1;
        if (kind == "erasure-intended")
        {
            Intents++;
            open.Add(seq, root.GetProperty("record").GetString()!);
        }
        else if (root.TryGetProperty("intent", out var intent))
        {
            Outcome(seq, intent.GetInt64(), kind, root);
        }
        else if (kind == "run-summary")
        {
            Balance(seq, root);
        }
    }

    private void Outcome(long seq, long intent, string kind, JsonElement entry)
    {
        var record = entry.GetProperty("record").GetString()!;
        PromiseBroken.Unless(
            open.Remove(intent, out var intended) && intended == record, PromiseBroken.Log, () => $"entry {seq} is an outcome of no open intent of its record");
        if (!records.TryGetValue(record, out var tally))
            records.Add(record, tally = new Tally());
        if (kind is not ("erased" or "already-absent"))
        {
            if (entry.TryGetProperty("seen", out var seen) && seen.ValueEquals("unknown"))
                tally.Unknown++;
            return;
        }
        if (kind == "erased")
            tally.Erased++;
        else
            tally.Absent++;
        tally.LastGoneAt = DateTimeOffset.Parse(entry.GetProperty("at").GetString()!, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds();
    }

    private static void Balance(long seq, JsonElement entry)
    {
        long N(string key) => entry.GetProperty(key).GetInt64();
        var notErased = entry.GetProperty("notErased").EnumerateObject().Sum(r => r.Value.GetInt64());
        PromiseBroken.Unless(
            N("discovered") == N("kept") + N("held") + N("unclassified") + N("due") && N("due") == N("erased") + N("alreadyAbsent") + notErased
                && !entry.TryGetProperty("unaccounted", out _),
            PromiseBroken.Books, () => $"the summary at {seq} does not balance: {entry}");
    }

    /// <summary>Two subtrees of one size become one of twice the size.</summary>
    private void Grow(byte[] leaf)
    {
        leaves.Add(leaf);
        (int Size, byte[] Root) grown = (1, leaf);
        for (; subtrees.Count > 0 && subtrees[^1].Size == grown.Size; subtrees.RemoveAt(subtrees.Count - 1))
            grown = (grown.Size * 2, SHA256.HashData([1, .. subtrees[^1].Root, .. grown.Root]));
        subtrees.Add(grown);
    }

    private (long Size, byte[] Root) Head()
    {
        if (head is null)
        {
            head = Connection().CreateCommand();
            head.CommandText = "SELECT size, root FROM log_head";
        }
        using var row = head.ExecuteReader();
        row.Read();
        return (row.GetInt64(0), (byte[])row.GetValue(1));
    }

    private byte[] Root(int from, int to)
    {
        if (to - from == 1)
            return leaves[from];
        var split = 1;
        while (split * 2 < to - from)
            split *= 2;
        return SHA256.HashData([1, .. Root(from, from + split), .. Root(from + split, to)]);
    }

    private string CommitmentOf(ModelRecord record)
    {
        if (record.Commitment is { } known)
            return known;
        // Where there is no key, nobody has written of the project yet; there is none as long as nobody intends anything anew.
        if (!keys.TryGetValue(record.Project ?? "", out var key))
        {
            if (keyless.GetValueOrDefault(record.Project ?? "") == Intents)
                return "";
            var path = Path.Combine(directory, "commitment-keys", $"{record.Project}.1.key");
            if (!File.Exists(path))
            {
                keyless[record.Project ?? ""] = Intents;
                return "";
            }
            keys.Add(record.Project!, key = File.ReadAllBytes(path));
        }
        var value = Encoding.UTF8.GetBytes($"{record.Store}\n{record.Name}");
        byte[] labelled = [.. "record\n"u8, .. value];
        var blind = HMACSHA256.HashData(key, labelled);
        return record.Commitment = Base64Url.EncodeToString(SHA256.HashData((byte[])[.. "retention/record\n"u8, .. blind, .. value]));
    }

    private SqliteConnection Connection() => connection ??= connections.Open();
}
