using System.Buffers;
using System.Text;

namespace Retention.Domain.Audit;

/// <summary>The words that entries use, so that what is written is from a closed vocabulary and never a sentence.</summary>
public static class AuditWord
{
    /// <summary>A code outside of the closed syntax.</summary>
    public const string Unlisted = "unlisted";

    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>The member's name in kebab case: <c>NoLongerDue</c> is <c>no-longer-due</c>.</summary>
    public static string Of<T>(T value) where T : struct, Enum =>
        Words<T>.ByValue.TryGetValue(value, out var word) ? word : throw new ArgumentOutOfRangeException(nameof(value));

    /// <summary>
    /// A store's own code, kept where it is a token (1 to 64 ASCII letters, digits, '.', '_', '-'), else <see cref="Unlisted"/>: an outcome is
    /// always written, and a message that a store passed off as a code never is.
    /// </summary>
    public static string Code(string? code) => IsToken(code) ? code! : Unlisted;

    /// <summary>The token itself; throws where it is none.</summary>
    internal static string Token(string value, string what) =>
        IsToken(value) ? value : throw new ArgumentException($"The {what} of an audit entry is a token of 1 to 64 ASCII letters, digits, '.', '_' and '-'.", nameof(value));

    /// <summary>The reference itself (<c>[A-Z0-9/-]{1,40}</c>: there is no room for free text), or null; throws where it is none.</summary>
    internal static string? Reference(string? value) =>
        value is null || (value.Length is > 0 and <= 40 && value.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is '/' or '-'))
            ? value
            : throw new ArgumentException("A reference is of 1 to 40 of A-Z, 0-9, '/' and '-'.", nameof(value));

    private static bool IsToken(string? value) =>
        value is { Length: > 0 and <= 64 } && value.AsSpan().IndexOfAnyExcept(TokenCharacters) < 0;

    private static class Words<T> where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ByValue = Enum.GetValues<T>().ToDictionary(v => v, v => Kebab(v.ToString()));

        private static string Kebab(string name)
        {
            var word = new StringBuilder(name.Length + 4);
            foreach (var c in name)
            {
                if (char.IsAsciiLetterUpper(c) && word.Length > 0)
                    word.Append('-');
                word.Append(char.ToLowerInvariant(c));
            }
            return word.ToString();
        }
    }
}
