using System.Globalization;
using Retention.Domain.Audit;

namespace Retention.Domain.Transparency;

/// <summary>The head of a log as it is signed (c2sp.org/tlog-checkpoint): whose it is, how many entries it has, and the root over them.</summary>
/// <param name="Origin">The log's name: one line, also the name of its key.</param>
/// <param name="Size">How many entries.</param>
/// <param name="Root">The root of the RFC 6962 tree over them.</param>
public sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    /// <summary>Lines below the root, which only whoever wrote them understands.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>The text that is signed.</summary>
    public string Text => string.Concat([Origin, "\n", Size.ToString(CultureInfo.InvariantCulture), "\n", Convert.ToBase64String(Root), "\n", .. Extensions.Select(e => e + "\n")]);

    /// <summary>Reads the text of a note. Throws <see cref="FormatException"/> where it is no checkpoint.</summary>
    public static Checkpoint Parse(string text)
    {
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[^1].Length > 0 || lines[..^1].Any(l => l.Length == 0))
            throw new FormatException("A checkpoint has an origin, a size and a root, a line each.");
        if (!TryNumber(lines[1], out var size))
            throw new FormatException("The size of a checkpoint is a decimal number without leading zeros.");
        if (!NoteText.TryDecode(lines[2], out var root) || root.Length != MerkleTree.HashLength)
            throw new FormatException("The root of a checkpoint is the base64 of 32 bytes.");
        return new Checkpoint(lines[0], size, root) { Extensions = lines[3..^1] };
    }

    /// <summary>A decimal number in its one spelling.</summary>
    internal static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && string.Equals(number.ToString(CultureInfo.InvariantCulture), text, StringComparison.Ordinal);
}
