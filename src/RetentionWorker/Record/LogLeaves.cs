using Retention.Domain.Audit;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>The leaf hashes of the log, of pruned entries too.</summary>
internal static class LogLeaves
{
    /// <summary>From an index (inclusive) on, in order, streamed; nothing is checked.</summary>
    public static IEnumerable<byte[]> From(IReadSession session, long index, CancellationToken ct)
    {
        var first = session.Log.First();
        if (index < first)
        {
            foreach (var hash in session.Log.PrunedLeaves(index))
                yield return hash;
        }
        foreach (var (_, entry) in session.Log.Read(Math.Max(index, first)))
        {
            ct.ThrowIfCancellationRequested();
            yield return MerkleTree.LeafHash(entry);
        }
    }
}
