using System.Numerics;

namespace Retention.Domain.Audit;

/// <summary>
/// The right edge of an RFC 6962 tree that grows by appending: one hash per complete subtree, the largest first (as many as the size has bits
/// set). It is all that is needed to append and to know the root.
/// </summary>
public sealed class TreeFrontier
{
    private readonly List<byte[]> edge;

    private TreeFrontier(long size, List<byte[]> edge)
    {
        Size = size;
        this.edge = edge;
    }

    /// <summary>The tree without leaves.</summary>
    public static TreeFrontier Empty() => new(0, []);

    /// <summary>
    /// Takes up a stored head. Throws <see cref="ArgumentException"/> where size, edge and root do not fit together: a head that contradicts itself is
    /// never built upon.
    /// </summary>
    public static TreeFrontier At(long size, IReadOnlyList<byte[]> edge, ReadOnlySpan<byte> root)
    {
        if (size < 0 || edge.Count != BitOperations.PopCount((ulong)size) || edge.Any(h => h.Length != MerkleTree.HashLength))
            throw new ArgumentException("The log's edge does not fit its size.", nameof(edge));
        var frontier = new TreeFrontier(size, [.. edge]);
        return frontier.Root().AsSpan().SequenceEqual(root)
            ? frontier
            : throw new ArgumentException("The log's edge does not hash to its root.", nameof(root));
    }

    /// <summary>Takes up what the caller itself has computed and let nobody touch since. Throws nothing: nothing is compared.</summary>
    public static TreeFrontier GoingOn(long size, IReadOnlyList<byte[]> edge) => new(size, [.. edge]);

    /// <summary>How many leaves there are.</summary>
    public long Size { get; private set; }

    /// <summary>A copy of the edge, the largest subtree first.</summary>
    public IReadOnlyList<byte[]> Edge => edge.ToArray();

    /// <summary>Appends one leaf.</summary>
    public void Append(byte[] leafHash)
    {
        var subtree = leafHash;
        for (var merges = BitOperations.TrailingZeroCount(~(ulong)Size); merges > 0; merges--)
        {
            subtree = MerkleTree.NodeHash(edge[^1], subtree);
            edge.RemoveAt(edge.Count - 1);
        }
        edge.Add(subtree);
        Size++;
    }

    /// <summary>The root of the tree as it is.</summary>
    public byte[] Root()
    {
        if (edge.Count == 0)
            return MerkleTree.EmptyRoot();
        var root = edge[^1];
        for (var i = edge.Count - 2; i >= 0; i--)
            root = MerkleTree.NodeHash(edge[i], root);
        return root;
    }
}
