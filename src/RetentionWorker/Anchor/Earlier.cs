using Retention.Domain.Transparency;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Anchor;

/// <summary>Compares a checkpoint on its way out with the one that a place took before it.</summary>
internal static class Earlier
{
    /// <summary>Throws <see cref="AnchorFault"/> unless what the place has is a beginning of the log, or nothing.</summary>
    public static void MustBegin(LogCheckpoint checkpoint, byte[]? before)
    {
        if (before is null)
            return;
        Checkpoint earlier;
        try
        {
            earlier = Checkpoint.Parse(SignedNote.Parse(before).Text);
        }
        catch (FormatException fault)
        {
            throw new AnchorFault(RefusedAnchor.OtherHistory, fault);
        }
        if (earlier.Size > checkpoint.Size)
            throw new AnchorFault(RefusedAnchor.Ahead);
        if (!TreeProof.IsBeginning(earlier.Size, earlier.Root, checkpoint.Size, checkpoint.Root, checkpoint.Consistency(earlier.Size)))
            throw new AnchorFault(RefusedAnchor.OtherHistory);
    }
}
