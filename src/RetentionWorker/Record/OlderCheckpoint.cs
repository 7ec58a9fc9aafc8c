using Retention.Domain.Transparency;

namespace RetentionWorker.Record;

/// <summary>
/// A checkpoint of the log that somebody kept. The log must still begin with what it covers: nothing else shows that a history was not rewritten and signed anew.
/// </summary>
internal sealed class OlderCheckpoint
{
    private readonly SignedNote note;

    private OlderCheckpoint(SignedNote note, Checkpoint checkpoint) => (this.note, Checkpoint) = (note, checkpoint);

    public Checkpoint Checkpoint { get; }

    /// <summary>Throws <see cref="FormatException"/> where it is none.</summary>
    public static OlderCheckpoint Parse(byte[] bytes)
    {
        var note = SignedNote.Parse(bytes);
        return new OlderCheckpoint(note, Checkpoint.Parse(note.Text));
    }

    /// <summary>
    /// What it shows to be wrong, or null. <paramref name="keys"/> are all that the log names, in their order: the key that signed when it was kept may have had a successor since.
    /// <paramref name="rootThen"/> is the root of as many entries as it covers, null where the log has fewer.
    /// </summary>
    public string? ProblemOf(IReadOnlyList<string> keys, byte[]? rootThen, INoteVerifier verifier)
    {
        var signers = note.SignersAmong([.. keys.Select(VerifierKey.Parse)], verifier);
        if (signers.Count == 0)
            return "the older checkpoint is not signed by this log's key, nor by one before it";
        if (!signers.Any(s => s.Name == Checkpoint.Origin))
            return "the older checkpoint is another log's";
        if (rootThen is null)
            return "the older checkpoint covers more entries than the log has: entries are lost, or an older copy was put back";
        return rootThen.AsSpan().SequenceEqual(Checkpoint.Root) ? null : "the log does not begin with what the older checkpoint covers: its history was rewritten";
    }
}
