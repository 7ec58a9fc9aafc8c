using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Retention.Domain.Audit;

/// <summary>
/// The canonical form of any JSON text, RFC 8785: no whitespace, members by the UTF-16 code units of their keys, strings with the shortest escapes, numbers as
/// ECMAScript writes them. It checks what <see cref="CanonicalWriter"/> wrote and shares none of its code.
/// </summary>
public static class JsonCanonicalizer
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The canonical bytes. Throws <see cref="FormatException"/> for what is not JSON or has no canonical form: a key given twice, half a surrogate pair, a number without end.</summary>
    public static byte[] Canonicalize(ReadOnlyMemory<byte> json)
    {
        using var document = Parse(json);
        return Canonicalize(document.RootElement);
    }

    /// <summary>JSON without duplicate keys, comments or trailing commas; throws <see cref="FormatException"/>.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            // Keys in strictly ascending order are each given once.
            return PlainForm.Is(json.Span) ? JsonDocument.Parse(json) : JsonDocument.Parse(json, Strict);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("It is not JSON, or a key is given twice.", e);
        }
    }

    /// <summary>The canonical bytes of a value that was read by <see cref="Parse"/>.</summary>
    public static byte[] Canonicalize(JsonElement value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        Write(bytes, value);
        return bytes.WrittenSpan.ToArray();
    }

    private static void Write(ArrayBufferWriter<byte> to, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(to, value);
                break;
            case JsonValueKind.Array:
                to.Write("["u8);
                var later = false;
                foreach (var item in value.EnumerateArray())
                {
                    if (later)
                        to.Write(","u8);
                    later = true;
                    Write(to, item);
                }
                to.Write("]"u8);
                break;
            case JsonValueKind.String:
                WriteString(to, Text(value));
                break;
            case JsonValueKind.Number:
                to.Write(Encoding.ASCII.GetBytes(EcmaNumber.Format(value.GetDouble())));
                break;
            case JsonValueKind.True:
                to.Write("true"u8);
                break;
            case JsonValueKind.False:
                to.Write("false"u8);
                break;
            default:
                to.Write("null"u8);
                break;
        }
    }

    private static void WriteObject(ArrayBufferWriter<byte> to, JsonElement value)
    {
        var members = new List<(string Key, JsonElement Value)>();
        foreach (var member in value.EnumerateObject())
            members.Add((Key(member), member.Value));
        members.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        to.Write("{"u8);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
                to.Write(","u8);
            WriteString(to, members[i].Key);
            to.Write(":"u8);
            Write(to, members[i].Value);
        }
        to.Write("}"u8);
    }

    private static void WriteString(ArrayBufferWriter<byte> to, string text)
    {
        var escaped = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            if (JsonEscape.ShorthandOf(c) is not '\0' and var letter)
                escaped.Append('\\').Append(letter);
            else if (c < 0x20)
                escaped.Append("\\u").Append(((int)c).ToString("x4"));
            else
                escaped.Append(c);
        }
        to.Write(Encoding.UTF8.GetBytes(escaped.Append('"').ToString()));
    }

    private static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("A string is not Unicode text.", e);
        }
    }

    private static string Key(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("A key is not Unicode text.", e);
        }
    }
}
