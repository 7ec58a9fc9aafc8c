using System.Text;
using Retention.Domain.Audit;
using Retention.Domain.Facts;

namespace Retention.Domain.Tests.Audit;

public sealed class DisclosureTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    [Theory]
    [InlineData("lonely/recording/P07/a.wav")]
    [InlineData("ünï/\\xFF\\x00\\x0A/end")]
    public void Opens_the_commitment_that_the_key_makes_and_names_the_record(string name)
    {
        var record = new RecordAddress(new("interviews"), RecordName.Parse(name));
        var opens = Commitment.Disclose(Key, record);
        Assert.Equal(Commitment.OfRecord(Key, record), opens.Commitment());
        Assert.Equal(record, opens.Record());
    }

    [Fact]
    public void A_salt_of_another_length_opens_nothing_though_the_bytes_together_are_the_same()
    {
        var opens = Commitment.Disclose(Key, new(new("interviews"), RecordName.FromText("a/b")));
        byte[] joined = [.. opens.Salt, .. opens.Value];
        Assert.Throws<FormatException>(() => new Disclosure("record", joined[..31], joined[31..]).Commitment());
        Assert.Throws<FormatException>(() => new Disclosure("record", joined[..33], joined[33..]).Commitment());
    }

    [Theory]
    [InlineData("interviews")]
    [InlineData("interviews\n")]
    [InlineData("\na")]
    [InlineData("inter views\na")]
    [InlineData("ïnterviews\na")]
    public void A_value_that_names_no_record_names_none(string value) =>
        Assert.Throws<FormatException>(() => new Disclosure("record", new byte[32], Encoding.UTF8.GetBytes(value)).Record());

    [Fact]
    public void Is_read_back_in_its_one_spelling_only()
    {
        var opens = Commitment.Disclose(Key, new(new("interviews"), RecordName.FromText("a/b")));
        var bytes = new DisclosedEntry("""{"kind":"erased"}"""u8.ToArray(), opens).ToBytes();
        var read = DisclosedEntry.Parse(bytes);
        Assert.Equal("""{"kind":"erased"}"""u8.ToArray(), read.Entry);
        Assert.Equal(opens.Commitment(), read.Opens.Commitment());
        var text = Encoding.ASCII.GetString(bytes);
        foreach (var other in new[]
        {
            text.Replace(",\"v\"", ", \"v\"", StringComparison.Ordinal), text.Replace("\"v\":1", "\"v\":2", StringComparison.Ordinal), text.Replace("\"v\":1", "\"v\":1.0", StringComparison.Ordinal),
            text.Replace("\"record\"", "\"participant\"", StringComparison.Ordinal), text.Replace("{\"entry\"", "{\"a\":1,\"entry\"", StringComparison.Ordinal),
            text.Replace("kind", "\\u006bind", StringComparison.Ordinal), text.Replace("kind", "k\\ud800ind", StringComparison.Ordinal), text.Replace("kind", "kïnd", StringComparison.Ordinal),
            text.Replace("\"salt\":\"", "\"salt\":\"!", StringComparison.Ordinal), text.Replace("\"v\":1", "\"v\":\"1\"", StringComparison.Ordinal), "[]", "", "{}",
        })
        {
            Assert.NotEqual(text, other);
            Assert.Throws<FormatException>(() => DisclosedEntry.Parse(Encoding.UTF8.GetBytes(other)));
        }
    }
}
