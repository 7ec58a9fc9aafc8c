using System.Security.Cryptography;
using System.Text;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace RetentionWorker.Papers.Pdf;

/// <summary>Draws a document on sheets of A4. The same document makes the same bytes: no clock and no chance is in them, nor who drew it.</summary>
internal sealed class PdfPaper
{
    private readonly PdfDocumentBuilder document;
    private readonly Sheets sheets;
    private readonly Typeface plain;
    private readonly Typeface strong;
    private readonly Typeface code;

    private PdfPaper(PdfDocumentBuilder document)
    {
        this.document = document;
        (plain, strong, code) = (new(document, Standard14Font.Helvetica), new(document, Standard14Font.HelveticaBold), new(document, Standard14Font.Courier));
        sheets = new(document);
    }

    public static byte[] Of(Paper paper)
    {
        using var document = new PdfDocumentBuilder();
        return new PdfPaper(document).Draw(paper);
    }

    private byte[] Draw(Paper paper)
    {
        document.DocumentInformation.Title = Typeface.Shown(paper.Title);
        document.DocumentInformation.Producer = "retention";
        Put(paper.Title, new(strong, 17));
        sheets.Down(6);
        Stamped(paper);
        foreach (var block in paper.Blocks)
            Draw(block);
        sheets.Finish(Typeface.Shown(paper.Stamp), Typeface.Shown(paper.Title), [.. paper.Foot.Select(Typeface.Shown)], new(strong, 11), new(plain, 7));
        return WithSteadyId(document.Build());
    }

    private void Stamped(Paper paper)
    {
        var lines = sheets.Setting.Break([new(Typeface.Shown(paper.Stamp), new(strong, 12)), new(Typeface.Shown(" \u2013 " + paper.Meaning), new(plain, 11))], Sheets.Width - 20);
        var height = lines.Count * 16 + 12;
        sheets.Need(height);
        sheets.Page.DrawRectangle(new PdfPoint(Sheets.Left, sheets.Y - height), Sheets.Width, height, 1.5);
        for (var at = 0; at < lines.Count; at++)
            sheets.Write(lines[at], Sheets.Left + 10, sheets.Y - 6 - (at + 1) * 16 + 5);
        sheets.Down(height + 6);
    }

    private void Draw(Block block)
    {
        switch (block)
        {
            case Block.Heading heading:
                sheets.Need(130);
                sheets.Down(12);
                Put(heading.Text, new(strong, 12.5));
                sheets.Page.DrawLine(new PdfPoint(Sheets.Left, sheets.Y), new PdfPoint(Sheets.Left + Sheets.Width, sheets.Y), 0.5);
                sheets.Down(4);
                break;
            case Block.Paragraph paragraph:
                sheets.Put(paragraph.Pieces.Select(p => new Run(Typeface.Shown(p.Text), FaceOf(p.Tone))));
                sheets.Down(5);
                break;
            case Block.Points points:
                foreach (var item in points.Items)
                {
                    sheets.Need(14);
                    sheets.Page.DrawCircle(new PdfPoint(Sheets.Left + 5, sheets.Y - 7.5), 2.5, 0.5, fill: true);
                    sheets.Put([new(Typeface.Shown(item), new(plain, 10))], 14);
                }
                break;
            case Block.Table table:
                sheets.Need(70);
                Put(table.Caption, new(plain, 9));
                sheets.Down(3);
                new PdfTable(sheets, table, new(plain, 8), new(strong, 8)).Draw();
                sheets.Down(6);
                break;
            case Block.Chart chart:
                PdfChart.Draw(sheets, chart, new(plain, 9), new(plain, 7));
                break;
        }
    }

    private void Put(string text, Face face) => sheets.Put([new(Typeface.Shown(text), face)]);

    private Face FaceOf(Tone tone) => tone switch
    {
        Tone.Strong => new(strong, 10),
        Tone.Code => new(code, 9),
        _ => new(plain, 10),
    };

    /// <summary>The library names each file by two random numbers; here they are of what is in it.</summary>
    private static byte[] WithSteadyId(byte[] file)
    {
        var at = file.AsSpan().LastIndexOf("/ID [ <"u8);
        var end = at < 0 ? -1 : file.AsSpan(at).IndexOf((byte)']');
        if (end < 0)
            return file;
        var places = Enumerable.Range(at, end).Where(i => file[i] == (byte)'<').Select(i => i + 1).ToList();
        var length = file.AsSpan(places[0]).IndexOf((byte)'>');
        foreach (var place in places)
            file.AsSpan(place, length).Fill((byte)'0');
        var id = Encoding.ASCII.GetBytes(Convert.ToHexString(SHA256.HashData(file)))[..length];
        foreach (var place in places)
            id.CopyTo(file.AsSpan(place));
        return file;
    }
}
