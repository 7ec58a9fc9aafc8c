using CsCheck;
using RetentionWorker.Papers;
using RetentionWorker.Papers.Pdf;
using UglyToad.PdfPig;

namespace RetentionWorker.Tests.Papers;

public sealed class PdfPaperTests
{
    private static readonly Gen<string> Word = Gen.OneOf(Gen.String[Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789-._<>&\"'\\()\u2013"], 1, 12], Gen.String[Gen.Char["0123456789abcdef"], 64, 150]);
    private static readonly Gen<string> Text = Word.Array[1, 12].Select(words => string.Join(' ', words));
    private static readonly Gen<IReadOnlyList<string>> Cells = Text.Array[3].Select(c => (IReadOnlyList<string>)c);

    private static readonly Gen<Block> AnyBlock = Gen.OneOf(
        Text.Select(t => (Block)new Block.Heading(t)),
        Text.Array[1, 4].Select(t => (Block)new Block.Paragraph([.. t.Select((piece, at) => new Piece(piece, (Tone)(at % 3)))])),
        Text.Array[1, 6].Select(t => (Block)new Block.Points(t)),
        Cells.Array[1, 60].Select(rows => (Block)new Block.Table("a caption", ["one", "two words", "three"], rows)),
        Cells.Array[1, 60].Select(rows => (Block)new Block.Table("a caption", [], rows)),
        Gen.Long[0, 3000].Array[1, 31].Select(counts => (Block)new Block.Chart("a chart", "these", "those", [.. counts.Select((c, at) => new Bar($"{at + 1}", c, c % 7))], "it goes up and down")));

    private static readonly Gen<Paper> AnyPaper = Gen.Select(Text, AnyBlock.Array[0, 8], (title, blocks) => new Paper(title, "OPEN", "something is undone", blocks, ["Document SHA-256 " + new string('a', 64), "Log x"]));

    [Fact]
    public void Sheets_and_page_say_the_same_word_for_word() => AnyPaper.Sample(
        paper => Assert.Equal(ReadBack.OfHtml(HtmlPaper.Of(paper)), ReadBack.OfPdf(paper)), iter: 40, threads: 1);

    [Fact]
    public void The_same_document_makes_the_same_bytes_and_another_one_others()
    {
        var paper = With(new Block.Paragraph("one"));
        Assert.Equal(PdfPaper.Of(paper), PdfPaper.Of(paper));
        Assert.NotEqual(PdfPaper.Of(paper), PdfPaper.Of(With(new Block.Paragraph("two"))));
    }

    [Fact]
    public void Every_sheet_shows_the_stamp_the_foot_and_how_many_there_are()
    {
        var paper = With(Rows(200));
        var sheets = ReadBack.Sheets(PdfPaper.Of(paper));
        Assert.True(sheets.Count > 3);
        for (var at = 0; at < sheets.Count; at++)
        {
            Assert.All(
                new[] { "PROVISIONALCertificateoferasure:projectx", "DocumentSHA-256" + new string('f', 64), "Logl,7entries", FormattableString.Invariant($"page{at + 1}of{sheets.Count}") },
                part => Assert.Contains(part, sheets[at], StringComparison.Ordinal));
            Assert.Contains("numbername", sheets[at], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_row_that_is_longer_than_a_sheet_goes_on_on_the_next_ones()
    {
        var words = string.Join(' ', Enumerable.Range(0, 4000).Select(i => FormattableString.Invariant($"w{i}")));
        var paper = With(new Block.Table("long", ["number", "name"], [["1", words], ["2", "after it"]]));
        Assert.True(ReadBack.Sheets(PdfPaper.Of(paper)).Count > 3);
        Assert.EndsWith(ReadBack.Bare(words) + "2afterit", ReadBack.OfPdf(paper), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_drawn_beyond_the_edges_of_a_sheet()
    {
        using var document = PdfDocument.Open(PdfPaper.Of(With(Rows(90), new Block.Paragraph(new string('x', 900)), new Block.Table("wide", ["a", "b", "c", "d", "e", "f", "g", "h", "i"], [[.. Enumerable.Repeat(new string('0', 64), 9)]]))));
        Assert.All(document.GetPages().SelectMany(p => p.Letters), letter =>
        {
            Assert.InRange(letter.StartBaseLine.X, 50, 595 - 51);
            Assert.InRange(letter.EndBaseLine.X, 50, 595 - 50);
            Assert.InRange(letter.StartBaseLine.Y, 30, 842 - 30);
        });
    }

    [Fact]
    public void A_character_that_the_fonts_lack_is_shown_by_its_number_and_every_other_one_as_itself()
    {
        Assert.Equal("caf{U+00E9} {U+0416} {U+1F600} {U+FFFD} {U+000A}a", Typeface.Shown("caf\u00e9 \u0416 \U0001F600 \ud800 \na"));
        var all = string.Concat(Enumerable.Range(0x20, 0x2200).Select(c => (char)c).Where(c => Typeface.Shown(c.ToString()) == c.ToString()));
        Assert.True(all.Length > 95);
        foreach (var block in new Block[] { new Block.Paragraph(all), new Block.Heading(all), new Block.Paragraph([new(all, Tone.Code)]), new Block.Table("", [], [[all, "b"]]) })
            Assert.Contains(ReadBack.Bare(all), ReadBack.OfPdf(With(block)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_files_own_description_names_the_document_and_nobody()
    {
        using var document = PdfDocument.Open(PdfPaper.Of(With()));
        Assert.Equal(("Certificate of erasure: project x", null, null, null), (document.Information.Title, document.Information.Author, document.Information.CreationDate, document.Information.ModifiedDate));
    }

    private static Block.Table Rows(int count) => new("rows", ["number", "name"], [.. Enumerable.Range(0, count).Select(i => (IReadOnlyList<string>)[FormattableString.Invariant($"{i}"), "a name"])]);

    private static Paper With(params IReadOnlyList<Block> blocks) => new("Certificate of erasure: project x", "PROVISIONAL", "copies may come back", blocks, ["Document SHA-256 " + new string('f', 64), "Log l, 7 entries"]);
}
