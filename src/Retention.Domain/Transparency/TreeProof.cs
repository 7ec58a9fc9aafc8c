using Retention.Domain.Audit;

namespace Retention.Domain.Transparency;

/// <summary>
/// Checks proofs about an RFC 6962 tree without the tree: that an entry is in it (RFC 9162, 2.1.3.2), and that an older tree is a beginning of a
/// newer one (2.1.4.2). Shares no code with what makes such proofs.
/// </summary>
public static class TreeProof
{
    /// <summary>
    /// Whether the leaf stands at <paramref name="index"/> (counted from 0, less than <paramref name="size"/>) of the tree of that size and root. A proof that is too
    /// short or too long is none.
    /// </summary>
    public static bool Includes(ReadOnlySpan<byte> leafHash, long index, long size, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> root)
    {
        if (index < 0 || index >= size || leafHash.Length != MerkleTree.HashLength || !AreHashes(proof))
            return false;
        var (node, last) = (index, size - 1);
        var hash = leafHash.ToArray();
        foreach (var sibling in proof)
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                hash = MerkleTree.NodeHash(sibling, hash);
                // A node without a right neighbour is its own parent until it has a left one.
                while ((node & 1) == 0 && node != 0)
                    (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                hash = MerkleTree.NodeHash(hash, sibling);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 && root.SequenceEqual(hash);
    }

    /// <summary>
    /// Whether the tree of <paramref name="oldSize"/> is what the newer one began with. Everything begins with the tree without leaves, which needs an empty proof and the one root
    /// that it can have; a tree is consistent with itself by an empty proof.
    /// </summary>
    public static bool IsBeginning(long oldSize, ReadOnlySpan<byte> oldRoot, long newSize, ReadOnlySpan<byte> newRoot, IReadOnlyList<byte[]> proof)
    {
        if (oldSize < 0 || oldSize > newSize || !AreHashes(proof))
            return false;
        if (oldSize == 0)
            return proof.Count == 0 && oldRoot.SequenceEqual(MerkleTree.EmptyRoot()) && (newSize > 0 || newRoot.SequenceEqual(oldRoot));
        if (oldSize == newSize)
            return proof.Count == 0 && oldRoot.SequenceEqual(newRoot);
        // The old root of a whole power of two is a node of the newer tree, and the proof leaves it out.
        IReadOnlyList<byte[]> path = (oldSize & (oldSize - 1)) == 0 ? [oldRoot.ToArray(), .. proof] : proof;
        if (path.Count == 0 || path[0].Length != MerkleTree.HashLength)
            return false;
        var (node, last) = (oldSize - 1, newSize - 1);
        while ((node & 1) == 1)
            (node, last) = (node >> 1, last >> 1);
        var (older, newer) = (path[0], path[0]);
        foreach (var hash in path.Skip(1))
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                (older, newer) = (MerkleTree.NodeHash(hash, older), MerkleTree.NodeHash(hash, newer));
                while ((node & 1) == 0 && node != 0)
                    (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                newer = MerkleTree.NodeHash(newer, hash);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 && oldRoot.SequenceEqual(older) && newRoot.SequenceEqual(newer);
    }

    private static bool AreHashes(IReadOnlyList<byte[]> proof) => proof.All(h => h.Length == MerkleTree.HashLength);
}
