using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Writer;

namespace RetentionWorker.Papers.Pdf;

/// <summary>
/// The sheets as they fill, with a place on the last one that moves down. What is the same on every sheet is drawn at the end, when their number is known, and so stands behind the text for
/// whoever reads it out.
/// </summary>
internal sealed class Sheets
{
    public const double Left = 51;
    public const double Width = 595 - 2 * Left;
    private const double Top = 842 - 84;
    private const double Bottom = 76;
    private readonly PdfDocumentBuilder document;
    private readonly List<(PdfPageBuilder Page, List<Action> Later)> pages = [];

    public Sheets(PdfDocumentBuilder document)
    {
        this.document = document;
        Break();
        Setting = new(Page);
    }

    public Setting Setting { get; }

    public PdfPageBuilder Page => pages[^1].Page;

    /// <summary>How much room is left on the sheet.</summary>
    public double Room => Y - Bottom;

    /// <summary>How much there is on a fresh one.</summary>
    public static double FreshRoom => Top - Bottom;

    /// <summary>The place, from below.</summary>
    public double Y { get; private set; }

    public void Break()
    {
        pages.Add((document.AddPage(PageSize.A4), []));
        Y = Top;
    }

    /// <summary>Breaks where there is less room, but never on a fresh sheet.</summary>
    public void Need(double room)
    {
        if (Room < room && Y < Top)
            Break();
    }

    public void Down(double by) => Y -= by;

    /// <summary>Lines of text, over as many sheets as they need.</summary>
    public void Put(IEnumerable<Run> runs, double indent = 0)
    {
        foreach (var line in Setting.Break(runs, Width - indent))
        {
            var height = line.Select(r => r.Face.Line).DefaultIfEmpty(12).Max();
            Need(height);
            Down(height);
            Write(line, Left + indent, Y + height * 0.25);
        }
    }

    /// <summary>One line at a place of the sheet.</summary>
    public void Write(IReadOnlyList<Run> line, double x, double y)
    {
        foreach (var run in line.Where(r => r.Text.Length > 0))
        {
            Page.AddText(run.Text, run.Face.Size, new PdfPoint(x, y), run.Face.Type.Font);
            x += Setting.WidthOf(run.Text, run.Face);
        }
    }

    /// <summary>Draws something on this sheet after its text.</summary>
    public void Later(Action draw) => pages[^1].Later.Add(draw);

    /// <summary>Draws what is on every sheet; its first text is <paramref name="stamp"/>.</summary>
    public void Finish(string stamp, string title, IReadOnlyList<string> foot, Face strong, Face small)
    {
        for (var at = 0; at < pages.Count; at++)
        {
            var (page, later) = pages[at];
            var box = Setting.WidthOf(stamp, strong) + 16;
            page.SetTextAndFillColor(0, 0, 0).DrawRectangle(new PdfPoint(Left, 842 - 60), box, 20, 1, fill: true);
            page.SetTextAndFillColor(255, 255, 255).AddText(stamp, strong.Size, new PdfPoint(Left + 8, 842 - 54), strong.Type.Font);
            page.ResetColor();
            Text(page, Setting.Break([new(title, small)], Width - box - 12), Left + box + 12, 842 - 46, small);
            later.ForEach(draw => draw());
            page.DrawLine(new PdfPoint(Left, Bottom - 12), new PdfPoint(Left + Width, Bottom - 12), 0.5);
            var number = FormattableString.Invariant($"page {at + 1} of {pages.Count}");
            var lines = foot.SelectMany(f => Setting.Break([new(f, small)], Width - 70)).ToList();
            Text(page, lines, Left, Bottom - 12 - small.Line, small);
            page.AddText(number, small.Size, new PdfPoint(Left + Width - Setting.WidthOf(number, small), Bottom - 12 - small.Line), small.Type.Font);
        }
    }

    private static void Text(PdfPageBuilder page, IReadOnlyList<List<Run>> lines, double x, double y, Face face)
    {
        foreach (var line in lines)
        {
            if (string.Concat(line.Select(r => r.Text)) is { Length: > 0 } text)
                page.AddText(text, face.Size, new PdfPoint(x, y), face.Type.Font);
            y -= face.Line;
        }
    }
}
