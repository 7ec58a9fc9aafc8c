using System.Globalization;
using System.Text;

namespace Retention.Domain.Transparency;

/// <summary>
/// A tile of 256 hashes (c2sp.org/tlog-tiles): at level 0 the leaf hashes, at each further level the roots of the full tiles below. <see cref="EntriesLevel"/> names the
/// bundles of the entries themselves.
/// </summary>
/// <param name="Level">0 to 5, or <see cref="EntriesLevel"/>.</param>
/// <param name="Index">Its number at its level, from 0.</param>
/// <param name="Width">How many hashes it has: 256 where it is full, 1 to 255 where it is partial.</param>
public readonly record struct Tile(int Level, long Index, int Width)
{
    /// <summary>Hashes of a full tile.</summary>
    public const int Full = 256;

    /// <summary>The level of entry bundles, which have no level on the paths.</summary>
    public const int EntriesLevel = -1;

    /// <summary>Levels of a subtree that a tile spans.</summary>
    public const int Height = 8;

    /// <summary>Where it lies below the export's root, as <c>tile/0/x001/234.p/8</c>.</summary>
    public string Path
    {
        get
        {
            var path = new StringBuilder("tile/").Append(Level == EntriesLevel ? "entries" : Level.ToString(CultureInfo.InvariantCulture));
            var groups = new List<string>();
            var rest = Index;
            do
            {
                groups.Add((rest % 1000).ToString("D3", CultureInfo.InvariantCulture));
                rest /= 1000;
            }
            while (rest > 0);
            for (var i = groups.Count - 1; i >= 0; i--)
                path.Append(i > 0 ? "/x" : "/").Append(groups[i]);
            return Width == Full ? path.ToString() : path.Append(".p/").Append(Width.ToString(CultureInfo.InvariantCulture)).ToString();
        }
    }

    /// <summary>The tiles of a tree of that size at a level, in order, that hold a hash at <paramref name="from"/> (an index at that level) or after it: full ones, and at the end a partial one.</summary>
    public static IEnumerable<Tile> Of(int level, long size, long from = 0)
    {
        var hashes = level <= 0 ? size : size >> (level * Height);
        if (from >= hashes)
            yield break;
        for (var index = from / Full; index < hashes / Full; index++)
            yield return new Tile(level, index, Full);
        if (hashes % Full is > 0 and var width)
            yield return new Tile(level, hashes / Full, (int)width);
    }

    /// <summary>How many levels of tiles a tree of that size has.</summary>
    public static int Levels(long size)
    {
        var levels = 0;
        for (var hashes = size; hashes > 0; hashes >>= Height)
            levels++;
        return levels;
    }
}
