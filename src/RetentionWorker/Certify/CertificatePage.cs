using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Retention.Domain.Transparency;

namespace RetentionWorker.Certify;

/// <summary>A certificate for people: one page made of the signed document and nothing else. No script, and nothing that a browser would fetch.</summary>
internal static class CertificatePage
{
    private const string Style = """
        @page { size: A4; margin: 18mm }
        body { font: 11pt/1.45 Georgia, "Times New Roman", serif; color: #111; background: #fff; max-width: 174mm; margin: 1.5em auto; padding: 0 1em }
        h1 { font-size: 1.6em } h2 { font-size: 1.15em; margin-top: 1.6em; border-bottom: 1px solid #555 }
        .status { border: 2px solid #111; padding: .6em 1em; font-size: 1.1em }
        table { border-collapse: collapse; width: 100%; font-size: .9em } caption { text-align: left; font-style: italic; padding: .3em 0 }
        th, td { border: 1px solid #777; padding: .25em .5em; text-align: left; vertical-align: top; overflow-wrap: anywhere } th { background: #eee }
        tr, .status { break-inside: avoid } h2 { break-after: avoid } code { font-size: .85em; overflow-wrap: anywhere }
        @media print { body { margin: 0; padding: 0; max-width: none } }
        """;

    /// <summary>The page of a signed certificate's bytes; it is not checked here.</summary>
    public static byte[] Of(ReadOnlySpan<byte> file)
    {
        var line = SignedNote.Parse(file).Text[..^1];
        using var document = JsonDocument.Parse(line);
        var said = document.RootElement;
        var page = new StringBuilder();
        var scope = said.GetProperty("scope");
        var title = $"Certificate of erasure: {(Text(scope, "kind") == "project" ? "" : $"one {Text(scope, "kind")} of ")}project {Text(scope, "project")}";
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
            .Append("<title>").Append(Safe(title)).Append("</title>\n<style>\n").Append(Style).Append("\n</style>\n</head>\n<body>\n<main>\n<h1>").Append(Safe(title)).Append("</h1>\n");
        page.Append("<p class=\"status\"><strong>").Append(Safe(Text(said, "status").ToUpperInvariant())).Append("</strong> &ndash; ").Append(Safe(CertificateWords.OfStatus(said))).Append("</p>\n");
        page.Append("<p>Issued ").Append(Safe(Text(said, "issuedAt"))).Append(" by ").Append(Safe(Text(said, "issuedBy"))).Append(". Days are counted in ").Append(Safe(Text(said, "timeZone")))
            .Append("; persons, participants and records appear by pseudonyms only.</p>\n");

        Table(page, "What is undone", "Each keeps this certificate open", said.GetProperty("open"), ["reason", "count"], r => CertificateWords.OfReason(r));
        Table(page, "Copies that were left", "Recoverable until the end of the day; a dash where nobody can say how long", said.GetProperty("residue"), ["store", "kind", "until", "past", "records"]);
        Members(page, "Scope and counts", "Erasures and attempts, by outcome", said.GetProperty("counts"));
        Table(page, "Authority", "By which rules of which schedule, and for which days", said.GetProperty("authority"), ["category", "rules", "eraseFrom", "eraseBy", "early", "attempts", "schedule"]);
        Table(page, "The arithmetic of the days", "Start + period = last day; erasure from the day after", Sums(said), ["rule", "startsAt", "start", "eraseAfter", "keepThrough", "eraseFrom", "eraseByPeriod", "eraseBy", "retain"]);
        Table(page, "Authorisation", "Who approved each plan; schedule: it was within every limit", said.GetProperty("authorisation"), ["plan", "approvedBy", "askedBy", "attempts"]);
        Table(page, "Method", "What was done, and no more; none: it was absent already", said.GetProperty("methods"), ["category", "store", "storeKind", "method", "records"]);
        Table(page, "Verification", "How each was seen to be gone, and under whose identity", said.GetProperty("verification"), ["verified", "actor", "foundAtALaterStart", "records"]);
        Table(page, "Failures, refusals and what was kept", "Attempts that did not erase", said.GetProperty("setbacks"), ["outcome", "code", "count"]);
        Table(page, "Holds", $"In force; {said.GetProperty("holds").GetProperty("released")} were released", said.GetProperty("holds").GetProperty("active"), ["hold", "mandate", "placedAt", "reviewBy"]);
        Table(page, "Recipients and processors", "Named for the project, and whether they were told or attested", said.GetProperty("recipients"), ["recipient", "kind", "state", "attestedOn", "excused"]);
        Table(page, "Stores", "As declared by their keeper; the program cannot see it", said.GetProperty("stores"), ["store", "identity", "declared"]);
        Table(page, "Anchors", "The last checkpoint of the log that each place outside took", said.GetProperty("anchors"), ["place", "kind", "at", "size"]);
        Members(page, "The log that it rests on", "Verified before this was issued", said.GetProperty("log"));

        page.Append("<h2>What it does not cover</h2>\n<ul>\n");
        foreach (var code in said.GetProperty("doesNotCover").EnumerateArray())
            page.Append("<li>").Append(Safe(CertificateWords.OfGap(code.GetString()!))).Append("</li>\n");
        page.Append("</ul>\n<h2>How to check it</h2>\n<p>This page proves nothing: the signed file does, with <code>retention audit check-certificate FILE --vkey KEY</code> and the log's key from its keeper. ")
            .Append("The SHA-256 of the document in the file, without its line feed, is <code>").Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)))).Append("</code>.</p>\n</main>\n</body>\n</html>\n");
        return Encoding.UTF8.GetBytes(page.ToString());
    }

    private static JsonElement Sums(JsonElement said) =>
        JsonSerializer.SerializeToElement(said.GetProperty("authority").EnumerateArray().SelectMany(a => a.GetProperty("arithmetic").EnumerateArray()).Select(a => a.GetRawText()).Distinct().Select(a => JsonElement.Parse(a)).ToList());

    private static void Table(StringBuilder page, string head, string caption, JsonElement rows, string[] columns, Func<string, string>? words = null)
    {
        page.Append("<h2>").Append(Safe(head)).Append("</h2>\n");
        if (rows.GetArrayLength() == 0)
        {
            page.Append("<p>None.</p>\n");
            return;
        }
        page.Append("<table>\n<caption>").Append(Safe(caption)).Append("</caption>\n<thead><tr>");
        foreach (var column in columns)
            page.Append("<th scope=\"col\">").Append(Safe(CertificateWords.Spaced(column))).Append("</th>");
        page.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in rows.EnumerateArray())
        {
            page.Append("<tr>");
            foreach (var column in columns)
            {
                var cell = row.TryGetProperty(column, out var value) ? Show(value) : "\u2013";
                page.Append("<td>").Append(Safe(column == columns[0] && words is not null ? words(cell) : cell)).Append("</td>");
            }
            page.Append("</tr>\n");
        }
        page.Append("</tbody>\n</table>\n");
    }

    private static void Members(StringBuilder page, string head, string caption, JsonElement of)
    {
        page.Append("<h2>").Append(Safe(head)).Append("</h2>\n<table>\n<caption>").Append(Safe(caption)).Append("</caption>\n<tbody>\n");
        foreach (var member in of.EnumerateObject())
            page.Append("<tr><th scope=\"row\">").Append(Safe(CertificateWords.Spaced(member.Name))).Append("</th><td>").Append(Safe(Show(member.Value))).Append("</td></tr>\n");
        page.Append("</tbody>\n</table>\n");
    }

    private static string Show(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength() == 0 ? "\u2013" : string.Join(", ", value.EnumerateArray().Select(Show)),
        JsonValueKind.Object => string.Join("; ", value.EnumerateObject().Select(m => $"{CertificateWords.Spaced(m.Name)} {Show(m.Value)}")),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => value.ToString(),
    };

    private static string Text(JsonElement of, string key) => of.GetProperty(key).GetString()!;

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
