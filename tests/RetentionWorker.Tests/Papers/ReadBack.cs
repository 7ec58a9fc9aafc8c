using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using RetentionWorker.Papers;
using RetentionWorker.Papers.Pdf;
using UglyToad.PdfPig;

namespace RetentionWorker.Tests.Papers;

/// <summary>What a reader finds in a drawn document, without the white space: where a line ends is up to the drawing.</summary>
internal static partial class ReadBack
{
    /// <summary>The text of a page for a browser, but for its foot.</summary>
    public static string OfHtml(byte[] page)
    {
        var text = Encoding.UTF8.GetString(page);
        return Bare(WebUtility.HtmlDecode(Tag().Replace(text[text.IndexOf("<body>", StringComparison.Ordinal)..text.IndexOf("<footer>", StringComparison.Ordinal)], "")));
    }

    /// <summary>The text of the sheets in their order, but for what is on every one.</summary>
    public static string OfPdf(byte[] file, string stamp, string title)
    {
        using var document = PdfDocument.Open(file);
        return string.Concat(document.GetPages().Select(page => Whole(page)).Select(text => text[..text.LastIndexOf(Bare(stamp + title), StringComparison.Ordinal)]));
    }

    public static string OfPdf(Paper paper) => OfPdf(PdfPaper.Of(paper), Typeface.Shown(paper.Stamp), Typeface.Shown(paper.Title));

    /// <summary>All the text of each sheet.</summary>
    public static IReadOnlyList<string> Sheets(byte[] file)
    {
        using var document = PdfDocument.Open(file);
        return [.. document.GetPages().Select(Whole)];
    }

    public static string Bare(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private static string Whole(UglyToad.PdfPig.Content.Page page) => Bare(string.Concat(page.Letters.Select(l => l.Value)));

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
