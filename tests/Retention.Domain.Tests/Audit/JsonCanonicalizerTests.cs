using System.Globalization;
using System.Text;
using CsCheck;
using Retention.Domain.Audit;

namespace Retention.Domain.Tests.Audit;

public sealed class JsonCanonicalizerTests
{
    [Fact]
    public void The_published_vectors_come_out_byte_for_byte()
    {
        var folder = Path.Combine(Vectors.Directory, "jcs", "testdata");
        Assert.SkipUnless(Directory.Exists(folder), "The published vectors are not on this machine.");
        var inputs = Directory.GetFiles(Path.Combine(folder, "input"));
        Assert.Equal(6, inputs.Length);
        foreach (var input in inputs)
        {
            var expected = File.ReadAllBytes(Path.Combine(folder, "output", Path.GetFileName(input)));
            Assert.Equal(expected, JsonCanonicalizer.Canonicalize(File.ReadAllBytes(input)));
        }
    }

    // RFC 8785, appendix B.
    [Theory]
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void Numbers_are_written_as_the_standard_lists_them(string bits, string written)
    {
        var number = BitConverter.UInt64BitsToDouble(ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        Assert.Equal(written, Canonical(number.ToString("R", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("{\"a\":1,\"a\":1}")]
    [InlineData("{\"a\":1,\"\\u0061\":1}")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\udead\":1}")]
    [InlineData("1e400")]
    [InlineData("[1,]")]
    [InlineData("")]
    [InlineData("NaN")]
    public void What_has_no_canonical_form_is_refused(string json) => Assert.Throws<FormatException>(() => Canonical(json));

    [Fact]
    public void Bytes_that_are_not_text_are_refused() => Assert.Throws<FormatException>(() => JsonCanonicalizer.Canonicalize(new byte[] { (byte)'"', 0xFF, (byte)'"' }));

    /// <summary>The writer of entries and the canonicalizer share no code and agree.</summary>
    [Fact]
    public void What_the_writer_writes_is_canonical() =>
        Gen.Select(Gen.String[Gen.Char['\0', '\x7f'], 0, 40].Array[0, 6], Gen.Long[-(1L << 53) + 1, (1L << 53) - 1], Gen.Shuffle(new[] { "a", "ab", "B", "_", "z", "aa", "~" }))
            .Sample((texts, number, keys) =>
            {
                var writer = new CanonicalWriter();
                writer.Start();
                foreach (var key in keys)
                {
                    var bytes = Encoding.ASCII.GetBytes(key);
                    switch (key)
                    {
                        case "a": writer.Number(bytes, number); break;
                        case "B": writer.Texts(bytes, texts); break;
                        case "z":
                            writer.StartArray(bytes);
                            foreach (var text in texts)
                            {
                                writer.StartItem();
                                writer.Text("y"u8, text);
                                writer.StartObject("x"u8);
                                writer.Number("n"u8, number);
                                writer.End();
                                writer.End();
                            }
                            writer.EndArray();
                            break;
                        default: writer.Text(bytes, string.Concat(texts)); break;
                    }
                }
                writer.End();
                var written = writer.Written.ToArray();
                return JsonCanonicalizer.Canonicalize(written).AsSpan().SequenceEqual(written);
            });

    [Fact]
    public void The_writer_refuses_what_an_entry_may_not_hold()
    {
        Assert.Throws<ArgumentException>(() => Write(w => w.Text("a"u8, "Zoë")));
        Assert.Throws<ArgumentOutOfRangeException>(() => Write(w => w.Number("a"u8, 1L << 53)));
        Assert.Throws<InvalidOperationException>(() => Write(w =>
        {
            w.Number("a"u8, 1);
            w.Number("a"u8, 1);
        }));
    }

    private static string Canonical(string json) => Encoding.UTF8.GetString(JsonCanonicalizer.Canonicalize(Encoding.UTF8.GetBytes(json)));

    private static void Write(Action<CanonicalWriter> members)
    {
        var writer = new CanonicalWriter();
        writer.Start();
        members(writer);
        writer.End();
    }
}
