using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;
using Retention.Domain.Transparency;

namespace RetentionWorker.Record;

/// <summary>Checks the signatures of notes: a log's own, of either algorithm, and a witness's. What it cannot read is no signature.</summary>
internal sealed class NoteVerifier : INoteVerifier
{
    public static readonly NoteVerifier Instance = new();
    private const int TimeLength = sizeof(ulong);
    private const string P256 = "1.2.840.10045.3.1.7";

    public bool Verifies(VerifierKey key, ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) => key.Algorithm switch
    {
        NoteAlgorithm.Ed25519 => IsEd25519(key.Key, text, signature),
        NoteAlgorithm.EcdsaP256 => IsEcdsa(key.Key, text, signature),
        NoteAlgorithm.Cosignature => CosignedAt(signature) is { } at && IsEd25519(key.Key, Cosigned(at, text), signature[TimeLength..]),
        _ => false,
    };

    /// <summary>When a witness says that it signed, in seconds since 1970 UTC; null where the signature has no time that can be.</summary>
    public static long? CosignedAt(ReadOnlySpan<byte> signature) =>
        signature.Length > TimeLength && BinaryPrimitives.ReadUInt64BigEndian(signature) is <= long.MaxValue and var at ? (long)at : null;

    /// <summary>What a witness signs (c2sp.org/tlog-cosignature): its time goes before the text.</summary>
    public static byte[] Cosigned(long at, ReadOnlySpan<byte> text) =>
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {at}\n")), .. text];

    private static bool IsEd25519(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) =>
        PublicKey.TryImport(SignatureAlgorithm.Ed25519, key, KeyBlobFormat.RawPublicKey, out var known) && SignatureAlgorithm.Ed25519.Verify(known!, text, signature);

    private static bool IsEcdsa(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        try
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(key, out var read);
            return read == key.Length && ecdsa.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == P256 && ecdsa.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
