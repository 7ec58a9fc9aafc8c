using System.Numerics;
using Retention.Domain.Audit;

namespace Retention.Domain.Transparency;

/// <summary>
/// The right edge of a tiled tree: the hashes of the one tile that is not full yet at each level. Leaves are added at the end; a tile that becomes full is told once, and its root goes to
/// the level above.
/// </summary>
public sealed class TileStack
{
    private readonly List<List<byte[]>> edge = [];
    private readonly Action<Tile, IReadOnlyList<byte[]>> full;

    /// <summary>The tree of no leaves. <paramref name="full"/> gets each tile when it is full, those of a lower level first.</summary>
    public TileStack(Action<Tile, IReadOnlyList<byte[]>> full) => this.full = full;

    /// <summary>How many leaves.</summary>
    public long Size { get; private set; }

    /// <summary>
    /// The tree of that size, by the hashes of its partial tiles: <paramref name="partial"/> is asked for each, from level 0 up, and answers exactly as many as the tile is wide.
    /// </summary>
    public static TileStack At(long size, Func<Tile, IReadOnlyList<byte[]>> partial, Action<Tile, IReadOnlyList<byte[]>> full)
    {
        var stack = new TileStack(full) { Size = size };
        for (var (level, hashes) = (0, size); hashes > 0; level++, hashes >>= Tile.Height)
        {
            var width = (int)(hashes % Tile.Full);
            var tile = new Tile(level, hashes / Tile.Full, width);
            stack.edge.Add(width == 0 ? [] : [.. partial(tile)]);
            if (stack.edge[^1].Count != width)
                throw new FormatException($"{tile.Path} does not have {width} hashes.");
        }
        return stack;
    }

    /// <summary>One more leaf at the end.</summary>
    public void Add(byte[] leafHash)
    {
        Size++;
        Add(0, leafHash);
    }

    /// <summary>The tiles that are not full, with their hashes, from level 0 up.</summary>
    public IEnumerable<(Tile Tile, IReadOnlyList<byte[]> Hashes)> Partial()
    {
        for (var level = 0; level < edge.Count; level++)
        {
            if (edge[level].Count > 0)
                yield return (new Tile(level, (Size >> (level * Tile.Height)) / Tile.Full, edge[level].Count), edge[level]);
        }
    }

    /// <summary>The root over all leaves.</summary>
    public byte[] Root()
    {
        var subtrees = new List<byte[]>();
        for (var level = edge.Count - 1; level >= 0; level--)
        {
            var from = 0;
            for (var count = edge[level].Count; count > 0;)
            {
                var most = 1 << BitOperations.Log2((uint)count);
                subtrees.Add(Subtree(edge[level], from, most));
                (from, count) = (from + most, count - most);
            }
        }
        return MerkleTree.RootOf(subtrees);
    }

    private void Add(int level, byte[] hash)
    {
        if (edge.Count == level)
            edge.Add([]);
        var tile = edge[level];
        tile.Add(hash);
        if (tile.Count < Tile.Full)
            return;
        full(new Tile(level, ((Size >> (level * Tile.Height)) / Tile.Full) - 1, Tile.Full), tile);
        var root = Subtree(tile, 0, Tile.Full);
        edge[level] = [];
        Add(level + 1, root);
    }

    private static byte[] Subtree(List<byte[]> hashes, int from, int count) =>
        count == 1 ? hashes[from] : MerkleTree.NodeHash(Subtree(hashes, from, count / 2), Subtree(hashes, from + (count / 2), count / 2));
}
