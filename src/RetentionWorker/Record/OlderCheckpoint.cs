using NodaTime;
using Retention.Domain.Transparency;

namespace RetentionWorker.Record;

/// <summary>
/// A checkpoint of the log that somebody kept. The log must still begin with what it covers: nothing else shows that a history was not rewritten and signed anew.
/// </summary>
internal sealed class OlderCheckpoint
{
    /// <summary>The end of the year 9999.</summary>
    private const long LatestSecond = 253_402_300_799;

    private readonly SignedNote note;

    private OlderCheckpoint(string keptBy, SignedNote note, Checkpoint checkpoint) => (KeptBy, this.note, Checkpoint) = (keptBy, note, checkpoint);

    /// <summary>Who kept it: a file's name, or a configured place.</summary>
    public string KeptBy { get; }

    public Checkpoint Checkpoint { get; }

    /// <summary>Throws <see cref="FormatException"/> where it is none.</summary>
    public static OlderCheckpoint Parse(byte[] bytes, string keptBy)
    {
        var note = SignedNote.Parse(bytes);
        return new OlderCheckpoint(keptBy, note, Checkpoint.Parse(note.Text));
    }

    /// <summary>When a witness signed it, by the witness's clock; null where it did not, or its signature is wrong.</summary>
    public Instant? WitnessedAt(VerifierKey witness, INoteVerifier verifier) =>
        note.SignersAmong([witness], verifier).Count == 0 ? null
        : note.Signatures.Where(s => s.Id == witness.Id && s.Name == witness.Name).Max(s => NoteVerifier.CosignedAt(s.Bytes)) is { } at and <= LatestSecond ? Instant.FromUnixTimeSeconds(at) : null;

    /// <summary>
    /// What it shows to be wrong, or null. It counts by the key that was in force at its size: that one may have had a successor since.
    /// <paramref name="rootThen"/> is the root of as many entries as it covers, null where the log has fewer.
    /// </summary>
    public string? ProblemOf(LogKeyChain keys, byte[]? rootThen, INoteVerifier verifier)
    {
        var signers = note.SignersAmong([.. keys.At(Checkpoint.Size).Select(VerifierKey.Parse)], verifier);
        if (signers.Count == 0)
        {
            if (rootThen is null && keys.Last is { } last && VerifierKey.Parse(last).Name == Checkpoint.Origin)
                return $"the checkpoint kept by {KeptBy} covers more entries than the log has, and a key signed it that the log does not have then: a copy from before the key was changed was put back, or entries are lost";
            return note.SignersAmong([.. keys.All.Select(VerifierKey.Parse)], verifier).Count == 0
                ? $"the checkpoint kept by {KeptBy} is not signed by this log's key, nor by one before it"
                : $"the checkpoint kept by {KeptBy} is signed by a key of this log that was not in force at its size: somebody used a key out of its time";
        }
        if (!signers.Any(s => s.Name == Checkpoint.Origin))
            return $"the checkpoint kept by {KeptBy} is another log's";
        if (rootThen is null)
            return $"the checkpoint kept by {KeptBy} covers more entries than the log has: entries are lost, or an older copy was put back";
        return rootThen.AsSpan().SequenceEqual(Checkpoint.Root) ? null : $"the log does not begin with what the checkpoint kept by {KeptBy} covers: its history was rewritten";
    }
}
