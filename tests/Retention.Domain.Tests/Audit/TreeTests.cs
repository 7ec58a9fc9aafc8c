using System.Globalization;
using System.Text;
using System.Text.Json;
using Retention.Domain.Audit;

namespace Retention.Domain.Tests.Audit;

public sealed class TreeTests
{
    [Fact]
    public void Frontier_and_definition_give_the_published_roots_of_decimal_entries()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Audit", "vectors", "decimal-entry-roots.json")));
        var roots = vectors.RootElement.GetProperty("root_by_size").EnumerateObject().ToList();
        Assert.NotEmpty(roots);
        var frontier = TreeFrontier.Empty();
        foreach (var root in roots.OrderBy(r => Size(r.Name)))
        {
            while (frontier.Size < Size(root.Name))
                frontier.Append(Leaf((int)frontier.Size));
            Assert.Equal(root.Value.GetString(), Convert.ToHexStringLower(frontier.Root()));
        }
        foreach (var root in roots.Where(r => Size(r.Name) <= 70_000))
        {
            using var leaves = Leaves((int)Size(root.Name)).GetEnumerator();
            Assert.Equal(root.Value.GetString(), Convert.ToHexStringLower(MerkleTree.RootOf(leaves, Size(root.Name))));
        }

        static long Size(string name) => long.Parse(name, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void The_published_hashes_of_a_reference_tree_are_met()
    {
        var file = Path.Combine(Vectors.Directory, "merkle", "reference-tree.json");
        Assert.SkipUnless(File.Exists(file), "The published vectors are not on this machine.");
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(file));
        var leaves = vectors.RootElement.GetProperty("leaf_inputs_hex").EnumerateArray().Select(h => Convert.FromHexString(h.GetString()!)).ToList();
        var frontier = TreeFrontier.Empty();
        var roots = new List<string> { Convert.ToHexStringLower(frontier.Root()) };
        foreach (var leaf in leaves)
        {
            frontier.Append(MerkleTree.LeafHash(leaf));
            roots.Add(Convert.ToHexStringLower(frontier.Root()));
        }
        Assert.Equal(vectors.RootElement.GetProperty("roots_by_size").EnumerateArray().Select(r => r.GetString()), roots);
        Assert.Equal(vectors.RootElement.GetProperty("leaf_hashes").EnumerateArray().Select(r => r.GetString()), leaves.Select(l => Convert.ToHexStringLower(MerkleTree.LeafHash(l))));
    }

    [Fact]
    public void Appending_one_by_one_gives_the_root_of_the_definition_at_every_size_to_300()
    {
        var frontier = TreeFrontier.Empty();
        for (var size = 0; size <= 300; size++)
        {
            Assert.Equal(MerkleTree.RootOf(Leaves(size).GetEnumerator(), size), frontier.Root());
            Assert.Equal(MerkleTree.EdgeOf(Leaves(size).GetEnumerator(), size), frontier.Edge);
            Assert.Equal(MerkleTree.RootOf(frontier.Edge), frontier.Root());
            frontier = TreeFrontier.At(frontier.Size, frontier.Edge, frontier.Root());
            frontier.Append(Leaf(size));
        }
    }

    [Fact]
    public void A_head_that_contradicts_itself_is_not_built_upon()
    {
        var tree = Grown(6);
        var root = tree.Root();
        Assert.Throws<ArgumentException>(() => TreeFrontier.At(7, tree.Edge, root));
        Assert.Throws<ArgumentException>(() => TreeFrontier.At(6, [.. tree.Edge.Reverse()], root));
        Assert.Throws<ArgumentException>(() => TreeFrontier.At(6, tree.Edge, Grown(5).Root()));
        Assert.Throws<ArgumentException>(() => TreeFrontier.At(0, [], new byte[32]));
    }

    [Fact]
    public void Too_few_leaves_are_noticed() =>
        Assert.Throws<InvalidOperationException>(() => MerkleTree.RootOf(Leaves(4).GetEnumerator(), 5));

    private static TreeFrontier Grown(int size)
    {
        var frontier = TreeFrontier.Empty();
        foreach (var leaf in Leaves(size))
            frontier.Append(leaf);
        return frontier;
    }

    private static IEnumerable<byte[]> Leaves(int size) => Enumerable.Range(0, size).Select(Leaf);

    private static byte[] Leaf(int i) => MerkleTree.LeafHash(Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture)));
}
