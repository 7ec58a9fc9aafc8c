using Retention.Domain.Transparency;

namespace RetentionWorker.Record;

/// <summary>Checks the signed head of a log.</summary>
internal static class HeadSignature
{
    /// <summary>
    /// What is wrong with the checkpoint over a tree of that size and root, or null. <paramref name="key"/> is the log's key by its own last entry on it.
    /// </summary>
    public static string? ProblemOf(byte[]? note, string key, long size, ReadOnlySpan<byte> root, INoteVerifier verifier)
    {
        if (note is null)
            return "the log's head is not signed, and the log says that it was";
        try
        {
            var (signed, vkey) = (SignedNote.Parse(note), VerifierKey.Parse(key));
            if (signed.SignersAmong([vkey], verifier).Count == 0)
                return "the checkpoint is not signed by the log's key";
            var checkpoint = Checkpoint.Parse(signed.Text);
            if (checkpoint.Origin != vkey.Name)
                return "the checkpoint is another log's";
            return checkpoint.Size == size && root.SequenceEqual(checkpoint.Root) ? null : "the signed checkpoint is over another tree than the entries make";
        }
        catch (FormatException fault)
        {
            return $"the checkpoint cannot be read: {fault.Message}";
        }
    }
}
