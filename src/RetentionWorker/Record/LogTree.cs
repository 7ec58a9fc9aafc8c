using Retention.Domain.Audit;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>The log's tree as it is asked for proofs: nothing but its head is stored, so whatever lies below is hashed anew from the entries.</summary>
internal static class LogTree
{
    /// <summary>The root over the 2^<paramref name="level"/> entries that begin at index × 2^level. Throws <see cref="InvalidOperationException"/> where there are fewer.</summary>
    public static byte[] Subtree(IReadSession session, int level, long index, CancellationToken ct)
    {
        using var leaves = LogLeaves.From(session, index << level, ct).GetEnumerator();
        return MerkleTree.RootOf(leaves, 1L << level);
    }
}
