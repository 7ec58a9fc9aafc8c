using UglyToad.PdfPig.Writer;

namespace RetentionWorker.Papers.Pdf;

/// <summary>A typeface at a size, and how far its lines stand apart.</summary>
internal readonly record struct Face(Typeface Type, double Size)
{
    public double Line => Size * 1.3;
}

/// <summary>A part of a line in one face, already as it is shown.</summary>
internal readonly record struct Run(string Text, Face Face);

/// <summary>Breaks text into lines.</summary>
internal sealed class Setting(PdfPageBuilder measure)
{
    public double WidthOf(string shown, Face face) => face.Type.WidthOf(shown, face.Size, measure);

    /// <summary>
    /// Lines no wider than that. They break at spaces, and a word that is wider than a line (a digest) anywhere. An empty text is one empty line.
    /// </summary>
    public List<List<Run>> Break(IEnumerable<Run> runs, double width)
    {
        var lines = new List<List<Run>> { new() };
        var used = 0.0;
        foreach (var run in runs)
        {
            foreach (var word in Words(run.Text))
            {
                var rest = word;
                if (used > 0 && used + WidthOf(rest.TrimEnd(' '), run.Face) > width)
                    Next();
                while (WidthOf(rest.TrimEnd(' '), run.Face) > width)
                {
                    var fits = Fitting(rest, run.Face, width - used);
                    Put(rest[..fits], run.Face);
                    rest = rest[fits..];
                    Next();
                }
                Put(rest, run.Face);
            }
        }
        return lines;

        void Next()
        {
            lines.Add([]);
            used = 0;
        }

        void Put(string text, Face face)
        {
            var line = lines[^1];
            if (line.Count > 0 && line[^1].Face == face)
                line[^1] = line[^1] with { Text = line[^1].Text + text };
            else
                line.Add(new(text, face));
            used += WidthOf(text, face);
        }
    }

    /// <summary>As many characters as fit, and at least one; up to a hyphen where one is near enough.</summary>
    private int Fitting(string word, Face face, double width)
    {
        var fits = 1;
        while (fits < word.Length && WidthOf(word[..(fits + 1)], face) <= width)
            fits++;
        var hyphen = word.LastIndexOf('-', fits - 1) + 1;
        return hyphen > fits / 2 ? hyphen : fits;
    }

    /// <summary>The words, each with the spaces after it.</summary>
    private static IEnumerable<string> Words(string text)
    {
        for (var from = 0; from < text.Length;)
        {
            var space = text.IndexOf(' ', from);
            var end = space < 0 ? text.Length : space;
            while (end < text.Length && text[end] == ' ')
                end++;
            yield return text[from..end];
            from = end;
        }
    }
}
