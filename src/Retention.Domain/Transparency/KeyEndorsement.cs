using System.Text;

namespace Retention.Domain.Transparency;

/// <summary>What a log's key signs (Ed25519) to hand the log over to the next one: docs/audit-format.md, Rotation.</summary>
public static class KeyEndorsement
{
    /// <summary>
    /// The bytes: what they are for, the log, the index of the entry that names the new key, and both keys. No checkpoint, cosignature or document begins like it, so none of them can stand
    /// for another. Throws <see cref="ArgumentException"/> where the keys are not of one name: a log has one.
    /// </summary>
    public static byte[] Text(long seq, VerifierKey previous, VerifierKey next) => string.Equals(previous.Name, next.Name, StringComparison.Ordinal)
        ? Encoding.UTF8.GetBytes(FormattableString.Invariant($"retention/log-key/v1\nlog {previous.Name}\nentry {seq}\nprevious {previous}\nkey {next}\n"))
        : throw new ArgumentException("A log's keys have one name.", nameof(next));

    /// <summary>Whether the previous key made this signature (base64 in its one spelling) over <see cref="Text"/>; the keys are of one name.</summary>
    public static bool IsGood(string endorsement, long seq, VerifierKey previous, VerifierKey next, INoteVerifier verifier) =>
        NoteText.TryDecode(endorsement, out var signature) && verifier.Verifies(previous, Text(seq, previous, next), signature);
}
