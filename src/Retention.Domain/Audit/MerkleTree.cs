using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;

namespace Retention.Domain.Audit;

/// <summary>The hashes of an RFC 6962 tree (2.1), over SHA-256.</summary>
public static class MerkleTree
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>The root of the tree without leaves: SHA-256 of nothing.</summary>
    public static byte[] EmptyRoot() => SHA256.HashData([]);

    /// <summary>SHA-256(0x00 ‖ entry).</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> entry)
    {
        var prefixed = ArrayPool<byte>.Shared.Rent(entry.Length + 1);
        prefixed[0] = 0;
        entry.CopyTo(prefixed.AsSpan(1));
        var hash = SHA256.HashData(prefixed.AsSpan(0, entry.Length + 1));
        ArrayPool<byte>.Shared.Return(prefixed);
        return hash;
    }

    /// <summary>SHA-256(0x01 ‖ left ‖ right).</summary>
    public static byte[] NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != HashLength || right.Length != HashLength)
            throw new ArgumentException("A node is made of two hashes of 32 bytes.", left.Length != HashLength ? nameof(left) : nameof(right));
        Span<byte> prefixed = stackalloc byte[1 + 2 * HashLength];
        prefixed[0] = 1;
        left.CopyTo(prefixed[1..]);
        right.CopyTo(prefixed[(1 + HashLength)..]);
        return SHA256.HashData(prefixed);
    }

    /// <summary>
    /// The root over exactly <paramref name="size"/> leaf hashes, by the recursive definition of RFC 6962: read in order, once, in memory that grows with
    /// the logarithm only. Shares nothing with <see cref="TreeFrontier"/>, which it checks. Leaves that are too few throw <see cref="InvalidOperationException"/>.
    /// </summary>
    public static byte[] RootOf(IEnumerator<byte[]> leafHashes, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (size == 0)
            return EmptyRoot();
        if (size == 1)
            return leafHashes.MoveNext() ? leafHashes.Current : throw new InvalidOperationException("There are fewer leaves than the size says.");
        var split = LargestPowerOfTwoBelow(size);
        var left = RootOf(leafHashes, split);
        return NodeHash(left, RootOf(leafHashes, size - split));
    }

    /// <summary>
    /// The roots of the complete subtrees of a tree of <paramref name="size"/> leaves, the largest first: what <see cref="TreeFrontier.Edge"/> must be.
    /// Reads its leaves in order, once.
    /// </summary>
    public static IReadOnlyList<byte[]> EdgeOf(IEnumerator<byte[]> leafHashes, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var edge = new List<byte[]>();
        for (var level = 62; level >= 0; level--)
        {
            if ((size >> level & 1) == 1)
                edge.Add(RootOf(leafHashes, 1L << level));
        }
        return edge;
    }

    /// <summary>The root of a tree from the roots of its complete subtrees, the largest first.</summary>
    public static byte[] RootOf(IReadOnlyList<byte[]> edge) =>
        edge.Count == 0 ? EmptyRoot() : edge.Reverse().Aggregate((right, left) => NodeHash(left, right));

    private static long LargestPowerOfTwoBelow(long size) => 1L << BitOperations.Log2((ulong)(size - 1));
}
