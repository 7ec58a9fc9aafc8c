using System.Text.Json;
using Retention.Domain.Audit;
using Retention.Domain.Transparency;

namespace Retention.Domain.Tests.Transparency;

public sealed class TreeProofTests
{
    private const int Most = 70;
    private static readonly byte[][] Leaves = [.. Enumerable.Range(0, Most).Select(i => MerkleTree.LeafHash([(byte)i]))];
    private static readonly ProofMaker Proofs = new(Subtree);

    /// <summary>By the definition, over the leaves themselves.</summary>
    private static byte[] Subtree(int level, long index) =>
        MerkleTree.RootOf(Leaves.Skip((int)(index << level)).GetEnumerator(), 1L << level);

    private static byte[] Root(int size) => MerkleTree.RootOf(Leaves.AsEnumerable().GetEnumerator(), size);

    [Fact]
    public void Every_leaf_of_every_tree_is_proved_at_its_place_and_at_no_other()
    {
        for (var size = 1; size <= Most; size++)
        {
            var root = Root(size);
            Assert.Equal(root, Proofs.Root(0, size));
            for (var index = 0; index < size; index++)
            {
                var proof = Proofs.Inclusion(index, size);
                Assert.True(TreeProof.Includes(Leaves[index], index, size, proof, root));
                Assert.False(TreeProof.Includes(Leaves[(index + 1) % Most], index, size, proof, root));
                for (var other = 0; other <= size; other++)
                    Assert.Equal(other == index, TreeProof.Includes(Leaves[index], other, size, proof, root));
            }
        }
    }

    [Fact]
    public void Every_older_tree_is_proved_a_beginning_of_every_newer_one()
    {
        for (var newer = 0; newer <= Most; newer++)
        {
            for (var older = 0; older <= newer; older++)
            {
                var proof = Proofs.Consistency(older, newer);
                Assert.True(TreeProof.IsBeginning(older, Root(older), newer, Root(newer), proof), $"{older} of {newer}");
                Assert.False(TreeProof.IsBeginning(older, MerkleTree.LeafHash([200]), newer, Root(newer), proof));
                if (older > 0)
                    Assert.False(TreeProof.IsBeginning(older, Root(older), newer, MerkleTree.LeafHash([200]), proof));
            }
        }
    }

    [Fact]
    public void A_proof_with_anything_altered_missing_or_added_is_none()
    {
        for (var size = 2; size <= 33; size++)
        {
            for (var index = 0; index < size; index++)
            {
                foreach (var altered in Altered(Proofs.Inclusion(index, size)))
                    Assert.False(TreeProof.Includes(Leaves[index], index, size, altered, Root(size)));
            }
            for (var older = 1; older < size; older++)
            {
                foreach (var altered in Altered(Proofs.Consistency(older, size)))
                    Assert.False(TreeProof.IsBeginning(older, Root(older), size, Root(size), altered), $"{older} of {size}");
            }
        }
    }

    /// <summary>RFC 9162 leaves open what a proof from the empty tree is: here it is empty, and the empty tree's root is the only one that will do.</summary>
    [Fact]
    public void The_empty_tree_is_the_beginning_of_every_tree_by_an_empty_proof_and_by_its_one_root()
    {
        Assert.True(TreeProof.IsBeginning(0, MerkleTree.EmptyRoot(), 7, Root(7), []));
        Assert.False(TreeProof.IsBeginning(0, Root(1), 7, Root(7), []));
        Assert.False(TreeProof.IsBeginning(0, MerkleTree.EmptyRoot(), 7, Root(7), [Root(7)]));
        Assert.False(TreeProof.IsBeginning(0, MerkleTree.EmptyRoot(), 0, Root(1), []));
    }

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(6, 5)]
    public void A_tree_is_no_beginning_of_a_smaller_one(long older, long newer) =>
        Assert.False(TreeProof.IsBeginning(older, Root(3), newer, Root((int)newer), []));

    [Fact]
    public void A_hash_of_another_length_is_none()
    {
        Assert.False(TreeProof.Includes(Leaves[0], 0, 2, [Leaves[1][..31]], Root(2)));
        Assert.False(TreeProof.Includes(Leaves[0].AsSpan(0, 31), 0, 1, [], Root(1)));
        Assert.False(TreeProof.IsBeginning(2, Root(2).AsSpan(0, 31), 3, Root(3), Proofs.Consistency(2, 3)));
    }

    [Fact]
    public void Every_leaf_and_every_beginning_of_the_published_reference_tree_is_proved_against_its_published_roots()
    {
        var vectors = Published();
        var leaves = Hashes(vectors.GetProperty("leaf_hashes"));
        var roots = Hashes(vectors.GetProperty("roots_by_size"));
        Assert.Equal(leaves.Count + 1, roots.Count);
        var proofs = new ProofMaker((level, index) => MerkleTree.RootOf(leaves.Skip((int)(index << level)).GetEnumerator(), 1L << level));
        for (var size = 0; size < roots.Count; size++)
        {
            for (var index = 0; index < size; index++)
                Assert.True(TreeProof.Includes(leaves[index], index, size, proofs.Inclusion(index, size), roots[size]));
            for (var older = 0; older <= size; older++)
                Assert.True(TreeProof.IsBeginning(older, roots[older], size, roots[size], proofs.Consistency(older, size)));
        }
    }

    [Fact]
    public void Leaves_and_nodes_hash_as_published()
    {
        var hashes = Hashes(Published().GetProperty("hasher"), of: "hash");
        Assert.Equal(MerkleTree.LeafHash("L123456"u8), hashes[0]);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData("\u0001N123N456"u8), hashes[1]);
        Assert.Equal(2, hashes.Count);
    }

    private static JsonElement Published()
    {
        var file = Path.Combine(Vectors.Directory, "merkle", "reference-tree.json");
        Assert.SkipUnless(File.Exists(file), "The published vectors are not on this machine.");
        return JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;
    }

    private static List<byte[]> Hashes(JsonElement list, string? of = null) =>
        [.. list.EnumerateArray().Select(h => Convert.FromHexString((of is null ? h : h.GetProperty(of)).GetString()!))];

    private static IEnumerable<IReadOnlyList<byte[]>> Altered(IReadOnlyList<byte[]> proof)
    {
        yield return [.. proof, Leaves[0]];
        yield return [.. proof, .. proof];
        for (var i = 0; i < proof.Count; i++)
        {
            byte[] flipped = [.. proof[i]];
            flipped[i] ^= 1;
            yield return [.. proof.Take(i), flipped, .. proof.Skip(i + 1)];
            yield return [.. proof.Take(i), .. proof.Skip(i + 1)];
        }
    }
}
