using NSec.Cryptography;
using Retention.Domain.Transparency;

namespace RetentionWorker.Record;

/// <summary>Signs notes with an Ed25519 key (RFC 8032). Safe for several threads.</summary>
internal sealed class NoteSigner : IDisposable
{
    /// <summary>Bytes of the seed that a key is made from.</summary>
    public const int SeedLength = 32;

    private readonly Key key;

    private NoteSigner(string name, Key key)
    {
        this.key = key;
        Key = VerifierKey.Of(name, NoteAlgorithm.Ed25519, key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
    }

    /// <summary>What others check its signatures by.</summary>
    public VerifierKey Key { get; }

    /// <summary>The signer of that name and seed. Throws <see cref="ArgumentException"/> for a seed of another length, or a name that no note can carry.</summary>
    public static NoteSigner Of(string name, ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedLength)
            throw new ArgumentException("The seed of an Ed25519 key has 32 bytes.", nameof(seed));
        return new NoteSigner(name, NSec.Cryptography.Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey));
    }

    /// <summary>The text with this signer's line below it.</summary>
    public SignedNote Sign(string text) => SignedNote.Unsigned(text).With(Key, SignatureAlgorithm.Ed25519.Sign(key, System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>The signature that hands this key's log to the next one, for the entry at that index (<see cref="KeyEndorsement"/>).</summary>
    public byte[] Endorse(long seq, VerifierKey next) => SignatureAlgorithm.Ed25519.Sign(key, KeyEndorsement.Text(seq, Key, next));

    public void Dispose() => key.Dispose();
}
