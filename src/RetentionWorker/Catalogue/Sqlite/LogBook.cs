using Retention.Domain.Transparency;

namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class LogBook(SqliteSession session) : ILogBook
{
    private const int HashSize = 32;

    public LogHead Head() => session.Unwritten.Head ?? session.First(
        row => row.GetValue(0) is long size && row.GetValue(1) is byte[] root && row.GetValue(2) is byte[] edge
            ? new LogHead(size, root, Split(edge)) { Signed = row.GetValue(3) is byte[] note && row.GetValue(4) is string key ? new SignedHead(note, key) : null }
            : throw new LogHeadFault(),
        "SELECT size, root, edge, note, vkey FROM log_head WHERE id = 1")
        ?? throw new LogHeadFault();

    /// <summary>The head is written at the end of the transaction, once for all units that share it.</summary>
    public void Append(long firstSeq, IReadOnlyList<byte[]> entries, LogHead head)
    {
        for (var i = 0; i < entries.Count; i++)
            session.Execute("INSERT INTO log_entries (seq, entry) VALUES (@1, @2)", firstSeq + i, entries[i]);
        session.Unwritten = session.Unwritten with { Head = head };
    }

    public static void Write(PreparedConnection connection, LogHead head) => connection.Execute(
        "UPDATE log_head SET size = @1, root = @2, edge = @3, note = @4, vkey = @5 WHERE id = 1",
        head.Size, head.Root, head.Edge.SelectMany(h => h).ToArray(), head.Signed?.Note, head.Signed?.VKey);

    public IEnumerable<(long Seq, byte[] Entry)> Read(long fromSeq) => session.Stream(
        row => (row.GetInt64(0), row.GetValue(1) is byte[] entry ? entry : throw new LogEntryFault(row.GetInt64(0), "the entry is no bytes")),
        "SELECT seq, entry FROM log_entries WHERE seq >= @1 ORDER BY seq", fromSeq);

    public long First() => ((long?)session.Scalar("SELECT max(tile) FROM log_tiles") + 1 ?? 0) * Tile.Full;

    public IEnumerable<byte[]> PrunedLeaves(long fromSeq)
    {
        var next = fromSeq / Tile.Full;
        foreach (var (tile, hashes) in session.Stream(row => (row.GetInt64(0), row.GetValue(1) as byte[]), "SELECT tile, hashes FROM log_tiles WHERE tile >= @1 ORDER BY tile", next))
        {
            if (tile != next || hashes?.Length != Tile.Full * HashSize)
                throw new LogEntryFault(next * Tile.Full, "the hashes of pruned entries are missing");
            for (var i = (int)Math.Max(0, fromSeq - (tile * Tile.Full)); i < Tile.Full; i++)
                yield return hashes.AsSpan(i * HashSize, HashSize).ToArray();
            next++;
        }
    }

    public AnnouncedPrune? Announced() => session.First(row => new AnnouncedPrune(row.GetInt64(0), row.GetInt64(1)), "SELECT minimum, seq FROM log_prune WHERE id = 1");

    public void Announce(AnnouncedPrune prune) => session.Execute(
        "INSERT INTO log_prune (id, minimum, seq) VALUES (1, @1, @2) ON CONFLICT (id) DO UPDATE SET minimum = excluded.minimum, seq = excluded.seq", prune.Minimum, prune.Seq);

    public void Prune(long firstSeq, IReadOnlyList<byte[]> leafHashes)
    {
        if (firstSeq != First() || leafHashes.Count != Tile.Full)
            throw new ArgumentException("What is pruned are the first 256 entries that are left.", nameof(firstSeq));
        session.Execute("INSERT INTO log_tiles (tile, hashes) VALUES (@1, @2)", firstSeq / Tile.Full, leafHashes.SelectMany(h => h).ToArray());
        session.Execute("DELETE FROM log_entries WHERE seq < @1", firstSeq + Tile.Full);
    }

    private static List<byte[]> Split(byte[] edge) => edge.Chunk(HashSize).ToList();
}
