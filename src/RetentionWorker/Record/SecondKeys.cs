using System.Text.Json;
using Retention.Domain.Transparency;

namespace RetentionWorker.Record;

/// <summary>The second key of the log as its entries name it: a vault's, which signs exported and anchored checkpoints. It is no key of the log's own, and takes no part in their chain.</summary>
internal sealed class SecondKeys
{
    /// <summary>What every SPKI of an uncompressed point on P-256 begins with (RFC 5480).</summary>
    private static readonly byte[] P256 = Convert.FromHexString("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

    /// <summary>The one that was named last; null where none is, as far as the entries are left.</summary>
    public string? Last { get; private set; }

    /// <summary>What is wrong with the entry, or null. <paramref name="logKey"/> is the log's own key in force, null where it is not known.</summary>
    public string? ProblemOf(JsonElement entry, string? logKey)
    {
        var text = EntryChecks.Text(entry, "key");
        var key = VerifierKey.Parse(text);
        if (!IsP256(key) || key.ToString() != text)
            return "the second key is none that a vault signs checkpoints by (ECDSA on P-256)";
        if (logKey is not null && VerifierKey.Parse(logKey).Name != key.Name)
            return "the second key has another name than the log";
        Last = text;
        return null;
    }

    public static bool IsP256(VerifierKey key) =>
        key.Algorithm == NoteAlgorithm.EcdsaP256 && key.Key.Length == P256.Length + 64 && key.Key.StartsWith(P256);

    /// <summary>Whether the key's line is below the note, and is good; null where there is none. Throws <see cref="FormatException"/> for what is no note.</summary>
    public static bool? Signed(byte[] note, string key, INoteVerifier verifier)
    {
        var (signed, second) = (SignedNote.Parse(note), VerifierKey.Parse(key));
        return signed.Signatures.Any(s => s.Id == second.Id && s.Name == second.Name) ? signed.SignersAmong([second], verifier).Count == 1 : null;
    }
}
