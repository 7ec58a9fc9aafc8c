using System.Globalization;
using System.Text;

namespace RetentionWorker.Papers;

/// <summary>Draws a chart into a page: shapes and texts of the page itself, and the same in words below.</summary>
internal static class HtmlChart
{
    public static void Draw(StringBuilder page, Block.Chart chart)
    {
        var drawing = new ChartDrawing(chart);
        page.Append(CultureInfo.InvariantCulture, $"<figure>\n<figcaption>{HtmlPaper.Safe(chart.Caption)}</figcaption>\n<svg viewBox=\"0 0 {ChartDrawing.Width} {ChartDrawing.Height}\" role=\"img\" aria-label=\"{HtmlPaper.Safe(chart.InWords)}\">\n");
        foreach (var box in drawing.Boxes)
            page.Append(CultureInfo.InvariantCulture, $"<rect x=\"{box.X:0.##}\" y=\"{box.Y:0.##}\" width=\"{box.Width:0.##}\" height=\"{box.Height:0.##}\" fill=\"{(box.Marked ? "#111" : "#bbb")}\" stroke=\"#111\" stroke-width=\".5\"/>\n");
        var (from, to, y) = ChartDrawing.Axis;
        page.Append(CultureInfo.InvariantCulture, $"<path d=\"M{from:0.##} {y:0.##}H{to:0.##}\" stroke=\"#111\" stroke-width=\".7\"/>\n");
        foreach (var text in drawing.Texts)
            page.Append(CultureInfo.InvariantCulture, $"<text x=\"{text.X:0.##}\" y=\"{text.Y:0.##}\"{(text.Centred ? " text-anchor=\"middle\"" : "")}>{HtmlPaper.Safe(text.Text)}</text>\n");
        page.Append(CultureInfo.InvariantCulture, $"</svg>\n<p>{HtmlPaper.Safe(chart.InWords)}</p>\n</figure>\n");
    }
}
