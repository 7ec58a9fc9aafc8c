using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Retention.Domain.Facts;

namespace Retention.Domain.Audit;

/// <summary>
/// Stands on the log for a record or a participant: <c>base64url(SHA-256("retention/" + label + "\n" ‖ r ‖ value))</c> without padding, where
/// <c>r = HMAC-SHA-256(key, label + "\n" + value)</c>. While the key lives it can be opened and matched (pseudonymous, UK GDPR recital 26); without the
/// key it is noise.
/// </summary>
public static class Commitment
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 32;

    /// <summary>Of a record: the value is the store's name, a newline and the name's raw bytes.</summary>
    public static string OfRecord(ReadOnlySpan<byte> key, RecordAddress record) =>
        Of(key, "record\n"u8, record.Store.Value, record.Name.Bytes);

    /// <summary>Of a participant: the value is the project's id, a newline and the participant's id in UTF-8.</summary>
    public static string OfParticipant(ReadOnlySpan<byte> key, ProjectId project, ParticipantId participant) =>
        Of(key, "participant\n"u8, project.Value, Encoding.UTF8.GetBytes(participant.Value));

    /// <summary>What lets somebody without the key recompute the commitment of this one record, and of no other.</summary>
    public static Disclosure Disclose(ReadOnlySpan<byte> key, RecordAddress record)
    {
        if (key.Length != KeyLength)
            throw new ArgumentException("A commitment's key has 32 bytes.", nameof(key));
        byte[] value = [.. Encoding.UTF8.GetBytes(record.Store.Value), (byte)'\n', .. record.Name.Bytes];
        return new Disclosure(Disclosure.RecordLabel, HMACSHA256.HashData(key, [.. "record\n"u8, .. value]), value);
    }

    private static string Of(ReadOnlySpan<byte> key, ReadOnlySpan<byte> label, string scope, ReadOnlySpan<byte> name)
    {
        if (key.Length != KeyLength)
            throw new ArgumentException("A commitment's key has 32 bytes.", nameof(key));

        var prefix = "retention/"u8;
        var scopeLength = Encoding.UTF8.GetByteCount(scope);
        var valueLength = scopeLength + 1 + name.Length;
        Span<byte> message = valueLength <= 1024 ? stackalloc byte[label.Length + valueLength] : new byte[label.Length + valueLength];
        label.CopyTo(message);
        var value = message[label.Length..];
        Encoding.UTF8.GetBytes(scope, value);
        value[scopeLength] = (byte)'\n';
        name.CopyTo(value[(scopeLength + 1)..]);

        var head = prefix.Length + label.Length;
        Span<byte> committed = valueLength <= 1024 ? stackalloc byte[head + 32 + valueLength] : new byte[head + 32 + valueLength];
        prefix.CopyTo(committed);
        label.CopyTo(committed[prefix.Length..]);
        HMACSHA256.HashData(key, message, committed[head..]);
        value.CopyTo(committed[(head + 32)..]);

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(committed, hash);
        return Base64Url.EncodeToString(hash);
    }
}
