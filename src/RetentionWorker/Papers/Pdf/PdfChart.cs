using UglyToad.PdfPig.Core;

namespace RetentionWorker.Papers.Pdf;

/// <summary>Draws a chart on a sheet, and the same in words below.</summary>
internal static class PdfChart
{
    private const double Scale = Sheets.Width / ChartDrawing.Width;

    public static void Draw(Sheets sheets, Block.Chart chart, Face plain, Face small)
    {
        sheets.Need(ChartDrawing.Height * Scale + 4 * plain.Line);
        sheets.Put([new(Typeface.Shown(chart.Caption), plain)]);
        var drawing = new ChartDrawing(chart);
        var (page, top) = (sheets.Page, sheets.Y);
        foreach (var box in drawing.Boxes)
        {
            var shade = box.Marked ? (byte)17 : (byte)187;
            page.SetTextAndFillColor(shade, shade, shade).DrawRectangle(At(box.X, box.Y + box.Height), box.Width * Scale, box.Height * Scale, 0.4, fill: true);
            page.ResetColor();
        }
        var (from, to, y) = ChartDrawing.Axis;
        page.DrawLine(At(from, y), At(to, y), 0.7);
        foreach (var text in drawing.Texts)
        {
            var shown = Typeface.Shown(text.Text);
            var point = At(text.X, text.Y);
            page.AddText(shown, small.Size, text.Centred ? new PdfPoint(point.X - sheets.Setting.WidthOf(shown, small) / 2, point.Y) : point, small.Type.Font);
        }
        sheets.Down(ChartDrawing.Height * Scale + 2);
        sheets.Put([new(Typeface.Shown(chart.InWords), plain)]);
        sheets.Down(5);

        PdfPoint At(double x, double below) => new(Sheets.Left + x * Scale, top - below * Scale);
    }
}
