using System.Globalization;

namespace RetentionWorker.Papers;

/// <summary>A filled box, from its upper left corner; <paramref name="Marked"/> is drawn dark, the other light with a line around it, so that they differ in black and white too.</summary>
internal readonly record struct ChartBox(double X, double Y, double Width, double Height, bool Marked);

/// <summary>A text around a point on its base line.</summary>
internal readonly record struct ChartText(double X, double Y, string Text, bool Centred);

/// <summary>A chart as boxes, lines and texts on a field that is <see cref="Width"/> wide and <see cref="Height"/> high, its origin at the upper left: whoever draws it draws the same.</summary>
internal sealed class ChartDrawing
{
    public const double Width = 480;
    public const double Height = 150;
    private const double Left = 34;
    private const double Top = 22;
    private const double Bottom = 132;

    public ChartDrawing(Block.Chart chart)
    {
        var most = Math.Max(1, chart.Bars.Select(b => b.Plain + b.Marked).DefaultIfEmpty().Max());
        var step = (Width - Left) / Math.Max(1, chart.Bars.Count);
        Boxes.Add(new(Left, 4, 8, 8, false));
        Texts.Add(new(Left + 12, 11, chart.PlainIs, false));
        Boxes.Add(new(Left + 120, 4, 8, 8, true));
        Texts.Add(new(Left + 132, 11, chart.MarkedIs, false));
        Texts.Add(new(0, Top + 4, most.ToString(CultureInfo.InvariantCulture), false));
        Texts.Add(new(0, Bottom, "0", false));
        foreach (var (bar, at) in chart.Bars.Select((b, i) => (b, i)))
        {
            var x = Left + at * step;
            var (plain, marked) = (Scaled(bar.Plain), Scaled(bar.Marked));
            if (bar.Plain > 0)
                Boxes.Add(new(x + step * 0.15, Bottom - plain, step * 0.7, plain, false));
            if (bar.Marked > 0)
                Boxes.Add(new(x + step * 0.15, Bottom - plain - marked, step * 0.7, marked, true));
            Texts.Add(new(x + step / 2, Bottom + 12, bar.Label, true));
        }

        // What is there is seen: a single one among thousands is still a line's breadth.
        double Scaled(long count) => count == 0 ? 0 : Math.Max(1, (Bottom - Top) * count / most);
    }

    public List<ChartBox> Boxes { get; } = [];

    public List<ChartText> Texts { get; } = [];

    /// <summary>The base line of the bars: from, to, and its height.</summary>
    public static (double From, double To, double Y) Axis => (Left, Width, Bottom);
}
