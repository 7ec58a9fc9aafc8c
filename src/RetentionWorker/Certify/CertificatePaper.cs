using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Retention.Domain.Transparency;
using RetentionWorker.Papers;

namespace RetentionWorker.Certify;

/// <summary>A certificate for people: made of the signed document and nothing else.</summary>
internal static class CertificatePaper
{
    /// <summary>The paper of a signed certificate's bytes; it is not checked here.</summary>
    public static Paper Of(ReadOnlySpan<byte> file)
    {
        var line = SignedNote.Parse(file).Text[..^1];
        using var document = JsonDocument.Parse(line);
        var (said, digest) = (document.RootElement, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line))));
        var (scope, log, holds) = (said.GetProperty("scope"), said.GetProperty("log"), said.GetProperty("holds"));
        var title = $"Certificate of erasure: {(Text(scope, "kind") == "project" ? "" : $"one {Text(scope, "kind")} of ")}project {Text(scope, "project")}";
        IEnumerable<Block> blocks =
        [
            new Block.Paragraph($"Issued {Text(said, "issuedAt")} by {Text(said, "issuedBy")}. Days are counted in {Text(said, "timeZone")}; persons, participants and records appear by pseudonyms only."),
            .. Table("What is undone", "Each keeps this certificate open", said.GetProperty("open"), ["reason", "count"], CertificateWords.OfReason),
            .. Table("Copies that were left", "Recoverable until the end of the day; a dash where nobody can say how long", said.GetProperty("residue"), ["store", "kind", "until", "past", "records"]),
            .. Members("Scope and counts", "Erasures and attempts, by outcome", said.GetProperty("counts")),
            .. Table("Authority", "By which rules of which schedule, and for which days", said.GetProperty("authority"), ["category", "rules", "eraseFrom", "eraseBy", "early", "attempts", "schedule"]),
            .. Table("The arithmetic of the days", "Start + period = last day; erasure from the day after", Sums(said), ["rule", "startsAt", "start", "eraseAfter", "keepThrough", "eraseFrom", "eraseByPeriod", "eraseBy", "retain"]),
            .. Table("Authorisation", "Who approved each plan; schedule: it was within every limit", said.GetProperty("authorisation"), ["plan", "approvedBy", "askedBy", "attempts"]),
            .. Table("Method", "What was done, and no more; none: it was absent already", said.GetProperty("methods"), ["category", "store", "storeKind", "method", "records"]),
            .. Table("Verification", "How each was seen to be gone, and under whose identity", said.GetProperty("verification"), ["verified", "actor", "foundAtALaterStart", "records"]),
            .. Table("Failures, refusals and what was kept", "Attempts that did not erase", said.GetProperty("setbacks"), ["outcome", "code", "count"]),
            .. Table("Holds", $"In force; {holds.GetProperty("released")} were released", holds.GetProperty("active"), ["hold", "mandate", "placedAt", "reviewBy"]),
            .. Table("Recipients and processors", "Named for the project, and whether they were told or attested", said.GetProperty("recipients"), ["recipient", "kind", "state", "attestedOn", "excused"]),
            .. Table("Stores", "As declared by their keeper; the program cannot see it", said.GetProperty("stores"), ["store", "identity", "declared"]),
            .. Table("Anchors", "The last checkpoint of the log that each place outside took", said.GetProperty("anchors"), ["place", "kind", "at", "size"]),
            .. Members("The log that it rests on", "Verified before this was issued", log),
            new Block.Heading("What it does not cover"),
            new Block.Points([.. said.GetProperty("doesNotCover").EnumerateArray().Select(code => CertificateWords.OfGap(code.GetString()!))]),
            new Block.Heading("How to check it"),
            new Block.Paragraph(
            [
                new("This page proves nothing: the signed file does, with "), new("retention audit check-certificate FILE --vkey KEY", Tone.Code),
                new(" and the log's key from its keeper. The SHA-256 of the document in the file, without its line feed, is "), new(digest, Tone.Code), new("."),
            ]),
        ];
        return new(
            title, Text(said, "status").ToUpperInvariant(), CertificateWords.OfStatus(said), [.. blocks],
            [$"Document SHA-256 {digest}", $"Log {Text(log, "vkey").Split('+')[0]}, {log.GetProperty("size")} entries, root {Text(log, "root")}"]);
    }

    private static JsonElement Sums(JsonElement said) =>
        JsonSerializer.SerializeToElement(said.GetProperty("authority").EnumerateArray().SelectMany(a => a.GetProperty("arithmetic").EnumerateArray()).Select(a => a.GetRawText()).Distinct().Select(a => JsonElement.Parse(a)).ToList());

    private static IEnumerable<Block> Table(string head, string caption, JsonElement rows, string[] columns, Func<string, string>? words = null)
    {
        yield return new Block.Heading(head);
        if (rows.GetArrayLength() == 0)
            yield return new Block.Paragraph("None.");
        else
            yield return new Block.Table(caption, [.. columns.Select(CertificateWords.Spaced)], [.. rows.EnumerateArray().Select(Row)]);

        IReadOnlyList<string> Row(JsonElement row) => [.. columns.Select(column =>
        {
            var cell = row.TryGetProperty(column, out var value) ? Show(value) : "\u2013";
            return column == columns[0] && words is not null ? words(cell) : cell;
        })];
    }

    private static IEnumerable<Block> Members(string head, string caption, JsonElement of) =>
        [new Block.Heading(head), new Block.Table(caption, [], [.. of.EnumerateObject().Select(m => (IReadOnlyList<string>)[CertificateWords.Spaced(m.Name), Show(m.Value)])])];

    private static string Show(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength() == 0 ? "\u2013" : string.Join(", ", value.EnumerateArray().Select(Show)),
        JsonValueKind.Object => string.Join("; ", value.EnumerateObject().Select(m => $"{CertificateWords.Spaced(m.Name)} {Show(m.Value)}")),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => value.ToString(),
    };

    private static string Text(JsonElement of, string key) => of.GetProperty(key).GetString()!;
}
