using System.Text;
using Retention.Domain.Audit;
using Retention.Domain.Transparency;

namespace Retention.Domain.Tests.Transparency;

public sealed class InclusionFileTests
{
    private static readonly string One = Convert.ToBase64String(MerkleTree.LeafHash([1]));
    private static readonly string Two = Convert.ToBase64String(MerkleTree.LeafHash([2]));

    [Fact]
    public void Is_written_as_the_standard_lays_it_out()
    {
        var file = new InclusionFile(73894, [MerkleTree.LeafHash([1]), MerkleTree.LeafHash([2])], "checkpoint\n"u8.ToArray(), "more"u8.ToArray());
        Assert.Equal($"c2sp.org/tlog-proof@v1\nextra bW9yZQ==\nindex 73894\n{One}\n{Two}\n\ncheckpoint\n", Encoding.UTF8.GetString(file.ToBytes()));
        Assert.Equal("c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n", Encoding.UTF8.GetString(new InclusionFile(0, [], "checkpoint\n"u8.ToArray(), null).ToBytes()));
    }

    [Fact]
    public void Is_read_back_as_it_was_written()
    {
        foreach (var file in new[] { new InclusionFile(7, [MerkleTree.LeafHash([1])], "a\n\nb\n"u8.ToArray(), "more"u8.ToArray()), new InclusionFile(0, [], "checkpoint\n"u8.ToArray(), null) })
        {
            var read = InclusionFile.Parse(file.ToBytes());
            Assert.Equal(file.ToBytes(), read.ToBytes());
            Assert.Equal((file.Index, file.Proof.Count), (read.Index, read.Proof.Count));
            Assert.Equal(file.Checkpoint, read.Checkpoint);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 5\n")]
    [InlineData("c2sp.org/tlog-proof@v2\nindex 5\n\ncheckpoint\n")]
    [InlineData("c2sp.org/tlog-proof@v1\n\ncheckpoint\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 05\n\ncheckpoint\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex -5\n\ncheckpoint\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n\ncheckpoint\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 5\nextra bW9yZQ==\n\ncheckpoint\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra bW9yZQ=\nindex 5\n\ncheckpoint\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra bW9yZQ==\nextra bW9yZQ==\nindex 5\n\ncheckpoint\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 5\nbW9yZQ==\n\ncheckpoint\n")]
    [InlineData("c2sp.org/tlog-proof@v1\r\nindex 5\r\n\r\ncheckpoint\r\n")]
    public void What_is_no_such_file_is_refused(string text) => Assert.Throws<FormatException>(() => InclusionFile.Parse(Encoding.UTF8.GetBytes(text)));
}
