using Retention.Domain.Audit;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>The log's tree as it is asked for proofs: nothing but its head is stored, so whatever lies below is hashed anew from the entries.</summary>
internal static class LogTree
{
    /// <summary>The root over the 2^<paramref name="level"/> entries that begin at index × 2^level. Throws <see cref="InvalidOperationException"/> where there are fewer.</summary>
    public static byte[] Subtree(IReadSession session, int level, long index, CancellationToken ct)
    {
        using var leaves = Leaves().GetEnumerator();
        return MerkleTree.RootOf(leaves, 1L << level);

        IEnumerable<byte[]> Leaves()
        {
            foreach (var (_, entry) in session.Log.Read(index << level))
            {
                ct.ThrowIfCancellationRequested();
                yield return MerkleTree.LeafHash(entry);
            }
        }
    }
}
