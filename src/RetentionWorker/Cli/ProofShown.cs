using System.Text.Json;
using RetentionWorker.Record;

namespace RetentionWorker.Cli;

/// <summary>A proof in words: which kind of entry it shows, what that means and what it does not.</summary>
internal static class ProofShown
{
    public static IEnumerable<string> Lines(ProofVerdict shown)
    {
        var entry = shown.Entry!.Value;
        yield return $"{shown.Record}: {Meaning(shown)}";
        yield return $"  entry {shown.Index} of kind {shown.Kind}, written at {Text(entry, "at")} by {Text(entry, "actor")}";
        foreach (var line in Said(entry))
            yield return "  " + line;
        yield return $"  it is on the log {shown.Log} at its size {shown.Size}, signed by the key given; root {shown.Root}";
        yield return "  it does not show that no later entry speaks of the record, nor that the log was not rewritten before (docs/audit-format.md)";
    }

    /// <summary>The verdict in one sentence, by the kind and nothing else.</summary>
    public static string Meaning(ProofVerdict shown) => shown.Kind switch
    {
        "erased" => "ERASED, and an independent read saw that it was gone",
        "already-absent" => "ALREADY ABSENT: nothing was there to erase, and an independent read saw nothing either",
        "kept" => "NOT ERASED: it was kept",
        "refused" => "NOT ERASED: its store refused",
        "failed" => "NOT SHOWN TO BE ERASED: the attempt failed, or it could not be seen whether it was gone",
        "erasure-intended" => "ONLY AN INTENT: an erasure was about to begin; what came of it this entry does not say",
        _ => $"NO ERASURE: an entry of kind {shown.Kind} says nothing of one",
    };

    private static IEnumerable<string> Said(JsonElement entry)
    {
        foreach (var member in entry.EnumerateObject())
        {
            switch (member.Name)
            {
                case "actor" or "at" or "kind" or "seq" or "v" or "record":
                    break;
                case "residue" when member.Value is { ValueKind: JsonValueKind.Array } copies:
                    if (copies.GetArrayLength() == 0)
                        yield return "residue: none declared or seen";
                    foreach (var copy in copies.EnumerateArray())
                        yield return $"residue: {Text(copy, "kind")}, recoverable {(copy.TryGetProperty("until", out var until) ? $"until {until}" : "for nobody can say how long")}";
                    break;
                default:
                    yield return $"{member.Name}: {(member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : member.Value.GetRawText())}";
                    break;
            }
        }
    }

    private static string Text(JsonElement entry, string key) => entry.TryGetProperty(key, out var value) ? value.ToString() : "";
}
