using UglyToad.PdfPig.Core;

namespace RetentionWorker.Papers.Pdf;

/// <summary>
/// Draws a table. Its heads stand on each of its sheets; a row goes to the next sheet where it does not fit, and one that is longer than a sheet goes on there: nothing is cut.
/// </summary>
internal sealed class PdfTable(Sheets sheets, Block.Table table, Face plain, Face strong)
{
    private const double Pad = 3;
    private readonly double[] widths = Widths(sheets.Setting, table, plain, strong);

    public void Draw()
    {
        sheets.Need(4 * plain.Line + 8 * Pad);
        Heads();
        foreach (var row in table.Rows)
            Row([.. row.Select((cell, at) => Cell(cell, at, table.Heads.Count == 0 && at == 0 ? strong : plain))]);
    }

    private void Heads()
    {
        if (table.Heads.Count > 0)
            Slice([.. table.Heads.Select((head, at) => Cell(head, at, strong))], 0, HeadLines, shaded: true);
    }

    private int HeadLines => table.Heads.Count == 0 ? 0 : table.Heads.Select((head, at) => Cell(head, at, strong).Count).Max();

    private void Row(IReadOnlyList<List<List<Run>>> cells)
    {
        var tallest = cells.Max(c => c.Count);
        var fresh = Fitting(Sheets.FreshRoom - (HeadLines * plain.Line + 2 * Pad));
        for (var done = 0; done < tallest;)
        {
            var fits = Fitting(sheets.Room);
            if (fits < 1 || (done == 0 && tallest > fits && tallest <= fresh))
            {
                sheets.Break();
                HeadsAgain();
                fits = Fitting(sheets.Room);
            }
            var take = Math.Min(fits, tallest - done);
            Slice(cells, done, take, shaded: false);
            done += take;
        }
    }

    private int Fitting(double room) => (int)((room - 2 * Pad) / plain.Line);

    private void HeadsAgain()
    {
        if (table.Heads.Count == 0)
            return;
        var (cells, top) = (table.Heads.Select((head, at) => Cell(head, at, strong)).ToList(), sheets.Y);
        var page = sheets.Page;
        Boxes(HeadLines, shaded: true);
        sheets.Later(() =>
        {
            foreach (var (line, x, y) in Placed(cells, 0, HeadLines, top))
            {
                foreach (var run in line.Where(r => r.Text.Length > 0))
                    page.AddText(run.Text, run.Face.Size, new PdfPoint(x, y), run.Face.Type.Font);
            }
        });
        sheets.Down(HeadLines * plain.Line + 2 * Pad);
    }

    /// <summary>Some lines of each cell, cell by cell, in boxes.</summary>
    private void Slice(IReadOnlyList<List<List<Run>>> cells, int from, int count, bool shaded)
    {
        Boxes(count, shaded);
        foreach (var (line, x, y) in Placed(cells, from, count, sheets.Y))
            sheets.Write(line, x, y);
        sheets.Down(count * plain.Line + 2 * Pad);
    }

    private void Boxes(int lines, bool shaded)
    {
        var (x, height) = (Sheets.Left, lines * plain.Line + 2 * Pad);
        for (var at = 0; at < widths.Length; x += widths[at++])
        {
            if (shaded || (table.Heads.Count == 0 && at == 0))
            {
                sheets.Page.SetTextAndFillColor(234, 234, 234).DrawRectangle(new PdfPoint(x, sheets.Y - height), widths[at], height, 0.5, fill: true);
                sheets.Page.ResetColor();
            }
            sheets.Page.DrawRectangle(new PdfPoint(x, sheets.Y - height), widths[at], height, 0.5, fill: false);
        }
    }

    private IEnumerable<(List<Run> Line, double X, double Y)> Placed(IReadOnlyList<List<List<Run>>> cells, int from, int count, double top)
    {
        var x = Sheets.Left;
        for (var at = 0; at < cells.Count; x += widths[at++])
        {
            for (var line = from; line < Math.Min(from + count, cells[at].Count); line++)
                yield return (cells[at][line], x + Pad, top - Pad - (line - from + 1) * plain.Line + plain.Size * 0.3);
        }
    }

    private List<List<Run>> Cell(string text, int column, Face face) => sheets.Setting.Break([new(Typeface.Shown(text), face)], widths[column] - 2 * Pad);

    /// <summary>Each column as wide as its longest word (within reason), and what is left by how much more each would take.</summary>
    private static double[] Widths(Setting setting, Block.Table table, Face plain, Face strong)
    {
        var columns = Math.Max(table.Heads.Count, table.Rows.Select(r => r.Count).DefaultIfEmpty().Max());
        var (least, wanted) = (new double[columns], new double[columns]);
        foreach (var row in table.Rows.Append(table.Heads))
        {
            for (var at = 0; at < row.Count; at++)
            {
                var shown = Typeface.Shown(row[at]);
                var face = ReferenceEquals(row, table.Heads) || (table.Heads.Count == 0 && at == 0) ? strong : plain;
                wanted[at] = Math.Max(wanted[at], setting.WidthOf(shown, face) + 2 * Pad + 1);
                least[at] = Math.Max(least[at], Math.Min(Sheets.Width / Math.Max(columns, 4), shown.Split(' ').Max(w => setting.WidthOf(w, face)) + 2 * Pad + 1));
            }
        }
        var (more, room) = (wanted.Zip(least, (w, l) => Math.Max(0, w - l)).Sum(), Sheets.Width - least.Sum());
        return more <= room
            ? [.. wanted.Zip(least, (w, l) => Math.Max(w, l) + (room - more) / columns)]
            : [.. wanted.Zip(least, (w, l) => l + room * Math.Max(0, w - l) / more)];
    }
}
