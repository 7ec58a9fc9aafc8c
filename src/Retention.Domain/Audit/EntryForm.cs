using System.Text;
using System.Text.Json;

namespace Retention.Domain.Audit;

/// <summary>The form that every entry of the log has, checked apart from what it says.</summary>
public static class EntryForm
{
    private const long LargestInteger = (1L << 53) - 1;

    /// <summary>What is wrong with the form of the log's <paramref name="seq"/>-th entry, or null; <paramref name="entry"/> is the bytes, parsed.</summary>
    public static string? ProblemOf(long seq, ReadOnlySpan<byte> bytes, JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object)
            return "the entry is no JSON object";
        if (!PlainForm.Is(bytes) && ProblemOfSpelling(bytes, entry) is { } problem)
            return problem;
        if (!Has(entry, "v", JsonValueKind.Number) || entry.GetProperty("v").GetInt64() != AuditEntry.FormatVersion)
            return "the entry is of an unknown format version";
        if (!Has(entry, "seq", JsonValueKind.Number) || entry.GetProperty("seq").GetInt64() != seq)
            return "the entry says that it stands at another place";
        foreach (var key in new[] { "actor", "at", "kind" })
        {
            if (!Has(entry, key, JsonValueKind.String))
                return $"the entry lacks '{key}'";
        }
        return null;
    }

    private static string? ProblemOfSpelling(ReadOnlySpan<byte> bytes, JsonElement entry)
    {
        if (!Ascii.IsValid(bytes))
            return "the entry holds more than ASCII";
        if (Foreign(entry) is { } problem)
            return problem;
        return JsonCanonicalizer.Canonicalize(entry).AsSpan().SequenceEqual(bytes) ? null : "the entry is not in its canonical form (RFC 8785)";
    }

    private static bool Has(JsonElement entry, string key, JsonValueKind kind) => entry.TryGetProperty(key, out var value) && value.ValueKind == kind;

    private static string? Foreign(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => null,
        JsonValueKind.Number => value.TryGetInt64(out var n) && n is <= LargestInteger and >= -LargestInteger ? null : "the entry holds a number that is no integer up to 2^53-1",
        JsonValueKind.Object => FirstForeign(value.EnumerateObject().Select(m => m.Value)),
        JsonValueKind.Array => FirstForeign(value.EnumerateArray()),
        _ => "the entry holds something else than integers, strings, arrays and objects",
    };

    private static string? FirstForeign(IEnumerable<JsonElement> values) => values.Select(Foreign).FirstOrDefault(p => p is not null);
}
