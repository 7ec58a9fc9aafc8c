using System.Globalization;
using System.Text;

namespace RetentionWorker.Cli;

/// <summary>Names come from people and from stores: what a terminal would obey or hide is shown as an escape instead.</summary>
internal static class PlainText
{
    /// <summary>The text on one line: control, format and separator characters, and lone surrogates, as <c>\u{HEX}</c>.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        StringBuilder? clean = null;
        var at = 0;
        while (at < text.Length)
        {
            var whole = Rune.TryGetRuneAt(text, at, out var rune);
            var length = whole ? rune.Utf16SequenceLength : 1;
            var value = whole ? rune.Value : text[at];
            if (whole && IsHarmless(rune))
                clean?.Append(text, at, length);
            else
                (clean ??= new StringBuilder(text, 0, at, text.Length + 16)).Append(CultureInfo.InvariantCulture, $"\\u{{{value:X}}}");
            at += length;
        }
        return clean?.ToString() ?? text;
    }

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);
}
