using System.Globalization;
using System.Text;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace RetentionWorker.Papers.Pdf;

/// <summary>
/// One of the fonts that every reader has. They have no more than a few hundred characters, and the library writes some of those as others: a text is first made <see cref="Shown"/>.
/// </summary>
internal sealed class Typeface(PdfDocumentBuilder to, Standard14Font font)
{
    private const string AlsoThere = "\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2022";
    private readonly PdfDocumentBuilder.AddedFont added = to.AddStandard14Font(font);
    private readonly Dictionary<char, double> widths = [];

    public PdfDocumentBuilder.AddedFont Font => added;

    /// <summary>
    /// The text in characters that are there. Any other is shown by its number, <c>{U+0416}</c>: nothing is dropped, and nothing looks like what it is not.
    /// </summary>
    public static string Shown(string text)
    {
        if (text.All(IsThere))
            return text;
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsBmp && IsThere((char)rune.Value))
                shown.Append((char)rune.Value);
            else
                shown.Append(CultureInfo.InvariantCulture, $"{{U+{rune.Value:X4}}}");
        }
        return shown.ToString();
    }

    /// <summary>How wide a shown text is.</summary>
    public double WidthOf(ReadOnlySpan<char> shown, double size, PdfPageBuilder measure)
    {
        var width = 0.0;
        foreach (var c in shown)
        {
            if (!widths.TryGetValue(c, out var one))
                widths.Add(c, one = measure.MeasureText(c.ToString(), 1000, new PdfPoint(0, 0), added)[0].EndBaseLine.X / 1000);
            width += one;
        }
        return width * size;
    }

    private static bool IsThere(char c) => c is >= ' ' and <= '~' || AlsoThere.Contains(c, StringComparison.Ordinal);
}
