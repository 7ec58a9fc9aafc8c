using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Retention.Domain.Transparency;

/// <summary>How a line of a note is signed: the signature type byte of c2sp.org/signed-note.</summary>
public enum NoteAlgorithm : byte
{
    /// <summary>Ed25519 (RFC 8032) over the note's text.</summary>
    Ed25519 = 1,
    /// <summary>ECDSA on P-256 with SHA-256, DER, over the note's text; the key is an SPKI.</summary>
    EcdsaP256 = 2,
    /// <summary>A witness's Ed25519 cosignature with its time (c2sp.org/tlog-cosignature, v1).</summary>
    Cosignature = 4,
}

/// <summary>
/// Who may have signed a note: a name, an algorithm and a public key, written as <c>name+id+base64</c> (a vkey). The id is no secret and no proof: it only
/// tells lines apart.
/// </summary>
public sealed class VerifierKey
{
    private const int Ed25519Length = 32;
    private readonly byte[] key;

    private VerifierKey(string name, NoteAlgorithm algorithm, byte[] key)
    {
        (Name, Algorithm, this.key) = (name, algorithm, key);
        Id = IdOf(name, algorithm, key);
    }

    /// <summary>The key's name, as on the signature line; of a log it is the log's origin.</summary>
    public string Name { get; }

    /// <summary>The first four bytes, big-endian, of the SHA-256 that the algorithm prescribes.</summary>
    public uint Id { get; }

    /// <summary>How it signs.</summary>
    public NoteAlgorithm Algorithm { get; }

    /// <summary>The public key: 32 bytes of Ed25519, or an SPKI.</summary>
    public ReadOnlySpan<byte> Key => key;

    /// <summary>Throws <see cref="ArgumentException"/> for a name that no line can carry, or a key of another length than the algorithm's.</summary>
    public static VerifierKey Of(string name, NoteAlgorithm algorithm, ReadOnlySpan<byte> key) => ProblemOf(name, algorithm, key) is { } problem
        ? throw new ArgumentException(problem, nameof(key))
        : new VerifierKey(name, algorithm, key.ToArray());

    /// <summary>Reads a vkey. Throws <see cref="FormatException"/> with what is wrong with it.</summary>
    public static VerifierKey Parse(string text)
    {
        // The name has no plus; base64 may have some.
        var parts = text.Split('+', 3);
        if (parts.Length < 3)
            throw new FormatException("A verifier key is name+id+base64.");
        if (parts[1].Length != 8 || !uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id))
            throw new FormatException("The id of a verifier key has eight hexadecimal digits.");
        if (!NoteText.TryDecode(parts[2], out var bytes) || bytes.Length < 2)
            throw new FormatException("The key of a verifier key is no base64.");
        var algorithm = (NoteAlgorithm)bytes[0];
        if (ProblemOf(parts[0], algorithm, bytes.AsSpan(1)) is { } problem)
            throw new FormatException(problem);
        var key = new VerifierKey(parts[0], algorithm, bytes[1..]);
        return key.Id == id ? key : throw new FormatException("The id of the verifier key is not the one of its name and key.");
    }

    /// <summary>The vkey.</summary>
    public override string ToString() => FormattableString.Invariant($"{Name}+{Id:x8}+{Convert.ToBase64String([(byte)Algorithm, .. key])}");

    private static string? ProblemOf(string name, NoteAlgorithm algorithm, ReadOnlySpan<byte> key)
    {
        if (!NoteText.IsName(name))
            return "The name of a verifier key is empty, or has a space or a plus in it.";
        return algorithm switch
        {
            NoteAlgorithm.Ed25519 or NoteAlgorithm.Cosignature => key.Length == Ed25519Length ? null : "An Ed25519 key has 32 bytes.",
            NoteAlgorithm.EcdsaP256 => null,
            _ => FormattableString.Invariant($"The algorithm 0x{(byte)algorithm:x2} of the verifier key is unknown here."),
        };
    }

    private static uint IdOf(string name, NoteAlgorithm algorithm, byte[] key) => BinaryPrimitives.ReadUInt32BigEndian(
        SHA256.HashData(algorithm == NoteAlgorithm.EcdsaP256 ? key : [.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)algorithm, .. key]));
}
