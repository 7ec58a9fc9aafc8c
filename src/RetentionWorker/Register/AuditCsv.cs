using System.Text.Json;
using CsvHelper;
using RetentionWorker.Record;

namespace RetentionWorker.Register;

/// <summary>Writes entries of the audit log for a spreadsheet (RFC 4180), one after another: what a spreadsheet would run is prefixed by an apostrophe.</summary>
internal static class AuditCsv
{
    private static readonly string[] Columns = ["entry", "at", "kind", "actor", "project", "category", "store", "participants", "record", "intent", "what"];

    private static readonly CsvWriterOptions Options = CsvWriterOptions.Default with
    {
        NewLine = "\r\n", Injection = CsvInjection.Escape, FormatProvider = System.Globalization.CultureInfo.InvariantCulture,
    };

    /// <summary>An outcome says nothing of its project, category, store and participants: they are its intent's.</summary>
    public static void Write(TextWriter to, IEnumerable<ListedEntry> entries)
    {
        using var csv = CsvWriter.Create(to, Options, leaveOpen: true);
        foreach (var column in Columns)
            csv.WriteField(column);
        csv.EndRecord();
        foreach (var listed in entries)
        {
            csv.WriteField(listed.Seq);
            foreach (var column in Columns[1..7])
                csv.WriteField(Text(listed, column));
            csv.WriteField(Text(listed, "participant") + Text(listed, "participants"));
            csv.WriteField(Text(listed, "record"));
            csv.WriteField(Text(listed, "intent"));
            csv.WriteField(string.Join(' ', listed.Entry.EnumerateObject().Where(m => !Columns.Contains(m.Name) && m.Name is not ("participant" or "seq" or "v")).Select(m => $"{m.Name}={Text(m.Value)}")));
            csv.EndRecord();
        }
    }

    private static string Text(ListedEntry of, string key) =>
        of.Entry.TryGetProperty(key, out var value) || (of.Intent is { } intent && intent.TryGetProperty(key, out value)) ? Text(value) : "";

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String) => string.Join(' ', value.EnumerateArray().Select(v => v.GetString())),
        _ => value.GetRawText(),
    };
}
