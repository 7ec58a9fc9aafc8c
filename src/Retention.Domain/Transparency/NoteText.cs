using System.Text;

namespace Retention.Domain.Transparency;

/// <summary>The characters that a signed note is made of.</summary>
internal static class NoteText
{
    /// <summary>UTF-8 that refuses what is none.</summary>
    public static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool IsName(string name) => name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || c is '+' || c < ' ');

    public static bool HasControls(string text) => text.Any(c => c < ' ' && c != '\n');

    /// <summary>Standard base64 as RFC 4648 has it: padded, without white space, and with no stray bits, so that a text has one spelling only.</summary>
    public static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = [];
        if (text.Length == 0 || text.Any(char.IsWhiteSpace))
            return false;
        var buffer = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, buffer, out var length))
            return false;
        bytes = buffer[..length];
        return string.Equals(Convert.ToBase64String(bytes), text, StringComparison.Ordinal);
    }
}
