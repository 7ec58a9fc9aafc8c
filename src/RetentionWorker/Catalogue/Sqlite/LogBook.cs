namespace RetentionWorker.Catalogue.Sqlite;

internal sealed class LogBook(SqliteSession session) : ILogBook
{
    private const int HashSize = 32;

    public LogHead Head() => session.First(
        row => row.GetValue(0) is long size && row.GetValue(1) is byte[] root && row.GetValue(2) is byte[] edge
            ? new LogHead(size, root, Split(edge)) { Signed = row.GetValue(3) is byte[] note && row.GetValue(4) is string key ? new SignedHead(note, key) : null }
            : throw new LogHeadFault(),
        "SELECT size, root, edge, note, vkey FROM log_head WHERE id = 1")
        ?? throw new LogHeadFault();

    public void Append(long firstSeq, IReadOnlyList<byte[]> entries, LogHead head)
    {
        for (var i = 0; i < entries.Count; i++)
            session.Execute("INSERT INTO log_entries (seq, entry) VALUES (@1, @2)", firstSeq + i, entries[i]);
        session.Execute(
            "UPDATE log_head SET size = @1, root = @2, edge = @3, note = @4, vkey = @5 WHERE id = 1",
            head.Size, head.Root, head.Edge.SelectMany(h => h).ToArray(), head.Signed?.Note, head.Signed?.VKey);
    }

    public IEnumerable<(long Seq, byte[] Entry)> Read(long fromSeq) => session.Stream(
        row => (row.GetInt64(0), row.GetValue(1) is byte[] entry ? entry : throw new LogEntryFault(row.GetInt64(0), "the entry is no bytes")),
        "SELECT seq, entry FROM log_entries WHERE seq >= @1 ORDER BY seq", fromSeq);

    private static List<byte[]> Split(byte[] edge) => edge.Chunk(HashSize).ToList();
}
