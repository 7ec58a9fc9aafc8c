using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Retention.Domain.Facts;

namespace Retention.Domain.Audit;

/// <summary>
/// What opens one commitment for somebody who has no key: <c>base64url(SHA-256("retention/" + label + "\n" ‖ salt ‖ value))</c>. The salt is the HMAC of this value alone, so it opens
/// nothing else and tells nothing of the key.
/// </summary>
/// <param name="Label">What is committed to.</param>
/// <param name="Salt">Exactly 32 bytes: with another length the same bytes could be cut into another salt and another value.</param>
/// <param name="Value">The store's name, a line feed and the record's name as it is in the store.</param>
public sealed record Disclosure(string Label, byte[] Salt, byte[] Value)
{
    /// <summary>The label of a record.</summary>
    public const string RecordLabel = "record";

    /// <summary>Bytes of a salt.</summary>
    public const int SaltLength = SHA256.HashSizeInBytes;

    /// <summary>The commitment that it opens. Throws <see cref="FormatException"/> where it can open none.</summary>
    public string Commitment() => Salt.Length == SaltLength
        ? Base64Url.EncodeToString(SHA256.HashData([.. Encoding.ASCII.GetBytes($"retention/{Label}\n"), .. Salt, .. Value]))
        : throw new FormatException("The salt of a disclosure has 32 bytes.");

    /// <summary>The record that is disclosed. Throws <see cref="FormatException"/> where the value is none.</summary>
    public RecordAddress Record()
    {
        var end = Array.IndexOf(Value, (byte)'\n');
        if (Label != RecordLabel || end <= 0 || end == Value.Length - 1 || !Ascii.IsValid(Value.AsSpan(0, end)) || IdSyntax.ProblemOf(Encoding.ASCII.GetString(Value, 0, end)) is not null)
            throw new FormatException("The disclosed value is not a store's name, a line feed and a record's name.");
        return new(new StoreName(Encoding.ASCII.GetString(Value, 0, end)), RecordName.FromBytes(Value.AsSpan(end + 1)));
    }
}
