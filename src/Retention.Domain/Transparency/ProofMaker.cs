using System.Numerics;
using Retention.Domain.Audit;

namespace Retention.Domain.Transparency;

/// <summary>
/// Makes proofs from the hashes of complete subtrees (RFC 6962, 2.1.1 and 2.1.2). <paramref name="subtree"/> is asked for the root over the 2^level leaves
/// that begin at index × 2^level, and only for such as lie wholly within the size that a proof is made for.
/// </summary>
public sealed class ProofMaker(Func<int, long, byte[]> subtree)
{
    /// <summary>The hashes that lead from the leaf at <paramref name="index"/> to the root of the tree of that size, the lowest first.</summary>
    public IReadOnlyList<byte[]> Inclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<byte[]>();
        Include(index, 0, size, path);
        return path;
    }

    /// <summary>The hashes that show the tree of the old size to be a beginning of the new one; none where either is empty or both are the same.</summary>
    public IReadOnlyList<byte[]> Consistency(long oldSize, long newSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, newSize);
        var path = new List<byte[]>();
        if (oldSize > 0 && oldSize < newSize)
            Begin(oldSize, 0, newSize, isWhole: true, path);
        return path;
    }

    /// <summary>The root over the leaves from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive), as a tree of its own begins there.</summary>
    public byte[] Root(long from, long to)
    {
        if (to == from)
            return MerkleTree.EmptyRoot();
        var count = to - from;
        if ((count & (count - 1)) == 0)
            return subtree(BitOperations.Log2((ulong)count), from / count);
        var split = from + Split(count);
        return MerkleTree.NodeHash(Root(from, split), Root(split, to));
    }

    private void Include(long index, long from, long to, List<byte[]> path)
    {
        if (to - from == 1)
            return;
        var split = from + Split(to - from);
        if (index < split)
        {
            Include(index, from, split, path);
            path.Add(Root(split, to));
        }
        else
        {
            Include(index, split, to, path);
            path.Add(Root(from, split));
        }
    }

    private void Begin(long size, long from, long to, bool isWhole, List<byte[]> path)
    {
        if (size == to)
        {
            // Who checks has the old root already.
            if (!isWhole)
                path.Add(Root(from, to));
            return;
        }
        var split = from + Split(to - from);
        if (size <= split)
        {
            Begin(size, from, split, isWhole, path);
            path.Add(Root(split, to));
        }
        else
        {
            Begin(size, split, to, isWhole: false, path);
            path.Add(Root(from, split));
        }
    }

    /// <summary>The largest power of two below the count.</summary>
    private static long Split(long count) => 1L << BitOperations.Log2((ulong)(count - 1));
}
