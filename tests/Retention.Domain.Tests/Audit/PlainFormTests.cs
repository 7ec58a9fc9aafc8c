using System.Text;
using CsCheck;
using Retention.Domain.Audit;

namespace Retention.Domain.Tests.Audit;

public sealed class PlainFormTests
{
    [Theory]
    [InlineData("""{"a":1,"b":"x y","c":[],"d":{"e":-12,"f":[{"g":0}]}}""")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"\"")]
    [InlineData("999999999999999")]
    [InlineData("""{"":1,"A":2,"a":3,"aa":4}""")]
    public void Knows_what_is_canonical_at_first_sight(string json) => Assert.True(PlainForm.Is(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{} ")]
    [InlineData("""{"a": 1}""")]
    [InlineData("""{"b":1,"a":2}""")]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a"}""")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1 ,2]")]
    [InlineData("01")]
    [InlineData("-0")]
    [InlineData("-")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("+1")]
    [InlineData("1000000000000000")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("\"a\\u0041\"")]
    [InlineData("\"é\"")]
    [InlineData("\"a\u007f\"")]
    [InlineData("\"a\tb\"")]
    [InlineData("\"open")]
    [InlineData("[[[[[[[[[1]]]]]]]]]")]
    public void Leaves_everything_else_to_the_canonicalizer(string json) => Assert.False(PlainForm.Is(Encoding.UTF8.GetBytes(json)));

    private static readonly string[] Parts = ["{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "\"ab\"", "\"\"", "0", "-", "1", "12", " ", "\\", "{\"a\":", ",\"b\":", "é"];

    /// <summary>Texts of few parts, so that many of them are JSON, or nearly so.</summary>
    [Fact]
    public void What_it_knows_is_its_own_canonical_form() =>
        Gen.Int[0, Parts.Length - 1].Array[0, 12].Sample(
            chosen =>
            {
                var json = Encoding.UTF8.GetBytes(string.Concat(chosen.Select(i => Parts[i])));
                return !PlainForm.Is(json) || JsonCanonicalizer.Canonicalize(json).AsSpan().SequenceEqual(json);
            },
            iter: 200_000);

    [Fact]
    public void Knows_whatever_the_writer_writes_in_printable_characters() =>
        Gen.Select(Gen.Char[' ', '~'].Where(c => c is not ('"' or '\\')).Array[0, 8].Array[1, 6], Gen.Long[-999_999_999_999_999, 999_999_999_999_999]).Sample((texts, number) =>
        {
            var writer = new CanonicalWriter();
            writer.Start();
            foreach (var key in texts.Select(t => new string(t)).Distinct().Order(StringComparer.Ordinal))
                writer.Text(Encoding.ASCII.GetBytes(key + "t"), key);
            writer.Number("~~~~~~~~~~~~"u8, number);
            writer.End();
            return PlainForm.Is(writer.Written);
        });
}
