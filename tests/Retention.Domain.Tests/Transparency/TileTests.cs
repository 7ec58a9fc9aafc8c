using System.Text.Json;
using Retention.Domain.Transparency;

namespace Retention.Domain.Tests.Transparency;

public sealed class TileTests
{
    private static readonly JsonElement Table = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Transparency", "paths.json"))).RootElement;

    [Fact]
    public void Lies_where_the_standard_has_it()
    {
        var paths = Table.GetProperty("paths").EnumerateArray().ToList();
        Assert.NotEmpty(paths);
        Assert.All(paths, p => Assert.Equal(
            p.GetProperty("path").GetString(), new Tile(p.GetProperty("level").GetInt32(), p.GetProperty("n").GetInt64(), p.GetProperty("w").GetInt32()).Path));
    }

    [Fact]
    public void A_tree_has_full_tiles_and_one_partial_one_at_each_level()
    {
        var sizes = Table.GetProperty("tiles_by_size").EnumerateObject().ToList();
        Assert.NotEmpty(sizes);
        foreach (var size in sizes)
        {
            var count = long.Parse(size.Name, System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(size.Value.GetArrayLength(), Tile.Levels(count));
            foreach (var level in size.Value.EnumerateArray())
            {
                var tiles = Tile.Of(level.GetProperty("level").GetInt32(), count).ToList();
                Assert.Equal(level.GetProperty("full").GetInt64(), tiles.Count(t => t.Width == Tile.Full));
                Assert.Equal(level.GetProperty("partial_width").GetInt32(), tiles.Where(t => t.Width < Tile.Full).Sum(t => t.Width));
                Assert.Equal(Enumerable.Range(0, tiles.Count).Select(i => (long)i), tiles.Select(t => t.Index));
            }
        }
    }

    [Fact]
    public void A_tree_without_entries_has_no_tiles()
    {
        Assert.Equal(0, Tile.Levels(0));
        Assert.Empty(Tile.Of(0, 0));
        Assert.Empty(Tile.Of(Tile.EntriesLevel, 0));
    }

    [Fact]
    public void Of_a_grown_tree_only_the_tiles_with_something_new_are_told()
    {
        Assert.Equal([new Tile(0, 1, 256), new Tile(0, 2, 88)], Tile.Of(0, 600, 300));
        Assert.Equal([new Tile(0, 2, 88)], Tile.Of(0, 600, 512));
        Assert.Empty(Tile.Of(0, 600, 600));
        Assert.Empty(Tile.Of(1, 600, 2));
    }
}
