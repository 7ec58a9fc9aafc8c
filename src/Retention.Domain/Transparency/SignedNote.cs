using System.Buffers.Binary;
using System.Text;

namespace Retention.Domain.Transparency;

/// <summary>One line below a note: who signed, and the bytes that the algorithm made.</summary>
public sealed record NoteSignature(string Name, uint Id, byte[] Bytes);

/// <summary>Checks a signature by the algorithm of the key. Arithmetic only; where it comes from is the caller's business.</summary>
public interface INoteVerifier
{
    /// <summary>Whether the key made the signature over the text.</summary>
    bool Verifies(VerifierKey key, ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature);
}

/// <summary>A text with the signatures below it (c2sp.org/signed-note). What it says counts only where <see cref="SignersAmong"/> names somebody who is trusted.</summary>
public sealed class SignedNote
{
    /// <summary>More signatures than any note has; the standard asks for at least 16.</summary>
    public const int SignaturesAtMost = 100;

    private const string Dash = "\u2014 ";

    private SignedNote(string text, IReadOnlyList<NoteSignature> signatures) => (Text, Signatures) = (text, signatures);

    /// <summary>What is signed, with its last line feed and without the blank line.</summary>
    public string Text { get; }

    /// <summary>The lines below, in their order.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>A note that nobody has signed yet. Throws <see cref="FormatException"/> for a text that no note can have.</summary>
    public static SignedNote Unsigned(string text) => ProblemOf(text) is { } problem ? throw new FormatException(problem) : new SignedNote(text, []);

    /// <summary>The same text with one more line below.</summary>
    public SignedNote With(VerifierKey key, ReadOnlySpan<byte> signature) => new(Text, [.. Signatures, new NoteSignature(key.Name, key.Id, signature.ToArray())]);

    /// <summary>Reads a note. Throws <see cref="FormatException"/> with what is wrong with it.</summary>
    public static SignedNote Parse(ReadOnlySpan<byte> bytes)
    {
        string note;
        try
        {
            note = NoteText.Strict.GetString(bytes);
        }
        catch (DecoderFallbackException fault)
        {
            throw new FormatException("The note is no UTF-8.", fault);
        }
        var blank = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 0 || !note.EndsWith('\n'))
            throw new FormatException("The note has no blank line with signatures below it.");
        var text = note[..(blank + 1)];
        if (NoteText.HasControls(note) || ProblemOf(text) is not null)
            throw new FormatException("The note has control characters in it, or no text.");
        var lines = note[(blank + 2)..].Split('\n')[..^1];
        if (lines.Length is 0 or > SignaturesAtMost)
            throw new FormatException("The note has no signature, or too many.");
        return new SignedNote(text, [.. lines.Select(Signature)]);
    }

    /// <summary>
    /// Which of the keys signed. A line of a key that is not among them is passed over; a line of one that is, and whose signature is wrong, makes the whole note
    /// worthless: then nobody signed it.
    /// </summary>
    public IReadOnlyList<VerifierKey> SignersAmong(IReadOnlyCollection<VerifierKey> keys, INoteVerifier verifier)
    {
        var text = NoteText.Strict.GetBytes(Text);
        var signers = new List<VerifierKey>();
        foreach (var signature in Signatures)
        {
            if (keys.FirstOrDefault(k => k.Id == signature.Id && string.Equals(k.Name, signature.Name, StringComparison.Ordinal)) is not { } key)
                continue;
            if (!verifier.Verifies(key, text, signature.Bytes))
                return [];
            if (!signers.Contains(key))
                signers.Add(key);
        }
        return signers;
    }

    /// <summary>The note's bytes.</summary>
    public byte[] ToBytes()
    {
        var note = new StringBuilder(Text).Append('\n');
        Span<byte> id = stackalloc byte[sizeof(uint)];
        foreach (var signature in Signatures)
        {
            BinaryPrimitives.WriteUInt32BigEndian(id, signature.Id);
            note.Append(Dash).Append(signature.Name).Append(' ').Append(Convert.ToBase64String([.. id, .. signature.Bytes])).Append('\n');
        }
        return NoteText.Strict.GetBytes(note.ToString());
    }

    private static NoteSignature Signature(string line)
    {
        var parts = line.StartsWith(Dash, StringComparison.Ordinal) ? line[Dash.Length..].Split(' ') : [];
        if (parts.Length != 2 || !NoteText.IsName(parts[0]) || !NoteText.TryDecode(parts[1], out var bytes) || bytes.Length <= sizeof(uint))
            throw new FormatException("A signature line of the note is none.");
        return new NoteSignature(parts[0], BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[sizeof(uint)..]);
    }

    private static string? ProblemOf(string text) =>
        text.Length < 2 || !text.EndsWith('\n') ? "The text of a note ends with a line feed."
        : NoteText.HasControls(text) ? "The text of a note has no control characters but line feeds."
        : null;
}
