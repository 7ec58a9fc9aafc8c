using System.Net;
using System.Text;

namespace RetentionWorker.Papers;

/// <summary>Draws a document as one page for a browser: no script, and nothing that a browser would fetch. It prints on A4.</summary>
internal static class HtmlPaper
{
    private const string Style = """
        @page { size: A4; margin: 18mm }
        body { font: 11pt/1.45 Georgia, "Times New Roman", serif; color: #111; background: #fff; max-width: 174mm; margin: 1.5em auto; padding: 0 1em }
        h1 { font-size: 1.6em } h2 { font-size: 1.15em; margin-top: 1.6em; border-bottom: 1px solid #555 }
        .status { border: 2px solid #111; padding: .6em 1em; font-size: 1.1em }
        table { border-collapse: collapse; width: 100%; font-size: .9em } caption { text-align: left; font-style: italic; padding: .3em 0 }
        th, td { border: 1px solid #777; padding: .25em .5em; text-align: left; vertical-align: top; overflow-wrap: anywhere } th { background: #eee }
        tr, .status, figure { break-inside: avoid } h2 { break-after: avoid } code { font-size: .85em; overflow-wrap: anywhere }
        figure { margin: 1em 0 } figcaption { font-style: italic } svg { width: 100%; height: auto; font: 8px sans-serif }
        footer { margin-top: 2em; border-top: 1px solid #555; font-size: .75em; overflow-wrap: anywhere } footer p { margin: .2em 0 }
        @media print { body { margin: 0; padding: 0; max-width: none } }
        """;

    public static byte[] Of(Paper paper)
    {
        var page = new StringBuilder()
            .Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
            .Append("<title>").Append(Safe(paper.Title)).Append("</title>\n<style>\n").Append(Style).Append("\n</style>\n</head>\n<body>\n<main>\n<h1>").Append(Safe(paper.Title)).Append("</h1>\n")
            .Append("<p class=\"status\"><strong>").Append(Safe(paper.Stamp)).Append("</strong> &ndash; ").Append(Safe(paper.Meaning)).Append("</p>\n");
        foreach (var block in paper.Blocks)
            Draw(page, block);
        page.Append("</main>\n<footer>\n");
        foreach (var line in paper.Foot)
            page.Append("<p>").Append(Safe(line)).Append("</p>\n");
        return Encoding.UTF8.GetBytes(page.Append("</footer>\n</body>\n</html>\n").ToString());
    }

    private static void Draw(StringBuilder page, Block block)
    {
        switch (block)
        {
            case Block.Heading heading:
                page.Append("<h2>").Append(Safe(heading.Text)).Append("</h2>\n");
                break;
            case Block.Paragraph paragraph:
                page.Append("<p>").AppendJoin("", paragraph.Pieces.Select(Piece)).Append("</p>\n");
                break;
            case Block.Points points:
                page.Append("<ul>\n").AppendJoin("", points.Items.Select(i => $"<li>{Safe(i)}</li>\n")).Append("</ul>\n");
                break;
            case Block.Table table:
                Draw(page, table);
                break;
            case Block.Chart chart:
                HtmlChart.Draw(page, chart);
                break;
        }
    }

    private static void Draw(StringBuilder page, Block.Table table)
    {
        page.Append("<table>\n<caption>").Append(Safe(table.Caption)).Append("</caption>\n");
        if (table.Heads.Count > 0)
            page.Append("<thead><tr>").AppendJoin("", table.Heads.Select(h => $"<th scope=\"col\">{Safe(h)}</th>")).Append("</tr></thead>\n");
        page.Append("<tbody>\n");
        foreach (var row in table.Rows)
            page.Append("<tr>").AppendJoin("", row.Select((cell, at) => at == 0 && table.Heads.Count == 0 ? $"<th scope=\"row\">{Safe(cell)}</th>" : $"<td>{Safe(cell)}</td>")).Append("</tr>\n");
        page.Append("</tbody>\n</table>\n");
    }

    private static string Piece(Piece piece) => piece.Tone switch
    {
        Tone.Strong => $"<strong>{Safe(piece.Text)}</strong>",
        Tone.Code => $"<code>{Safe(piece.Text)}</code>",
        _ => Safe(piece.Text),
    };

    internal static string Safe(string text) => WebUtility.HtmlEncode(text);
}
