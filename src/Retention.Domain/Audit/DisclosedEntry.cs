using System.Text;
using System.Text.Json;

namespace Retention.Domain.Audit;

/// <summary>
/// An entry of the log with what opens the commitment in it, as it stands in the <c>extra</c> line of a proof: RFC 8785 JSON with <c>entry</c> (the entry's exact bytes, as a string),
/// <c>label</c>, <c>salt</c> and <c>value</c> (base64), and <c>v</c> (1). Nothing of it is to be believed before the entry is proved and the commitment recomputed.
/// </summary>
public sealed record DisclosedEntry(byte[] Entry, Disclosure Opens)
{
    private const int FormatVersion = 1;
    private static readonly string[] Keys = ["entry", "label", "salt", "v", "value"];

    /// <summary>The bytes of the <c>extra</c> line, before its base64.</summary>
    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter();
        writer.Start();
        writer.Text("entry"u8, Encoding.ASCII.GetString(Entry));
        writer.Text("label"u8, Opens.Label);
        writer.Text("salt"u8, Convert.ToBase64String(Opens.Salt));
        writer.Number("v"u8, FormatVersion);
        writer.Text("value"u8, Convert.ToBase64String(Opens.Value));
        writer.End();
        return writer.Written.ToArray();
    }

    /// <summary>Reads it. Throws <see cref="FormatException"/> with what is wrong with it; a text that is not the one spelling of what it says is wrong.</summary>
    public static DisclosedEntry Parse(byte[] bytes)
    {
        using var document = JsonCanonicalizer.Parse(bytes);
        var root = document.RootElement;
        if (!Ascii.IsValid(bytes) || !JsonCanonicalizer.Canonicalize(root).AsSpan().SequenceEqual(bytes))
            throw new FormatException("What the proof discloses is not in its canonical form (RFC 8785).");
        if (root.ValueKind != JsonValueKind.Object || !root.EnumerateObject().Select(m => m.Name).SequenceEqual(Keys))
            throw new FormatException("What the proof discloses is not an entry, a label, a salt and a value.");
        if (root.GetProperty("v") is not { ValueKind: JsonValueKind.Number } version || !version.TryGetInt32(out var v) || v != FormatVersion)
            throw new FormatException("What the proof discloses is of an unknown format version.");
        if (Text("label") != Disclosure.RecordLabel || !Ascii.IsValid(Text("entry")))
            throw new FormatException("What the proof discloses is of no record, or its entry holds more than ASCII.");
        var disclosed = new DisclosedEntry(Encoding.ASCII.GetBytes(Text("entry")), new Disclosure(Disclosure.RecordLabel, Bytes("salt"), Bytes("value")));
        return disclosed.ToBytes().AsSpan().SequenceEqual(bytes) ? disclosed : throw new FormatException("What the proof discloses is not in its canonical form.");

        string Text(string key) => root.GetProperty(key) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw new FormatException($"The {key} of the proof is no text.");

        byte[] Bytes(string key)
        {
            var text = Text(key);
            var room = new byte[text.Length];
            return Convert.TryFromBase64String(text, room, out var length) ? room[..length] : throw new FormatException($"The {key} of the proof is no base64.");
        }
    }
}
