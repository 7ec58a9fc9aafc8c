using Retention.Domain.Audit;
using Retention.Domain.Transparency;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>What an export came to. <paramref name="Added"/> counts the entries that the folder did not have before.</summary>
internal sealed record ExportedLog(string Folder, long Size, string Root, string Key, long Added, long Files)
{
    /// <summary>The vault's key whose line is below the checkpoint; null where there is none.</summary>
    public string? SecondKey { get; init; }

    /// <summary>Why there is no second line though a vault is configured; null where there is one, or none is wanted.</summary>
    public string? SecondFault { get; init; }
}

/// <summary>An export that cannot be: the folder holds something else than a beginning of this log, or nothing is signed yet.</summary>
internal sealed class ExportRefusal(string why) : Exception(why);

/// <summary>
/// Writes the log as static files that anybody can check: bundles of entries, then tiles of hashes, and the signed checkpoint last. Only what the folder lacks is written; an export that was
/// broken off is completed by the next one.
/// </summary>
internal sealed class LogExport(ICatalogue catalogue, INoteVerifier verifier)
{
    /// <summary><paramref name="second"/> signs the checkpoint beside the log's own key, null where nobody does. Throws <see cref="ExportRefusal"/>, and <see cref="IOException"/> where the folder cannot be written; what it held before stands either way.</summary>
    public async Task<ExportedLog> ToAsync(string folder, SecondLine.Prepared? second, Action<long, long>? progress, CancellationToken ct)
    {
        using var session = catalogue.Read();
        var head = session.Log.Head();
        if (head.Signed is not { } signed)
            throw new ExportRefusal("nothing on the log is signed yet: whatever is written next is");
        var export = new ExportFolder(folder);
        var before = Before(session, export, head, ct);
        var stack = Begin(export, before?.Size ?? 0, (tile, hashes) => export.Write(tile, hashes));
        CheckBeginning(session, export, before, ct);
        Fill(session, export, stack, head, progress, ct);
        if (!stack.Root().AsSpan().SequenceEqual(head.Root))
            throw new ExportRefusal("the log does not verify: retention audit verify");
        foreach (var (tile, hashes) in stack.Partial())
            export.Write(tile, hashes);
        var outgoing = second is null ? new OutgoingNote(signed.Note, null) : await second.SignAsync(signed.Note, ct);
        if (second?.VKey is { } beside)
            export.WriteSecondKey(beside + "\n");
        // A key that took the place of the one in the folder is named there after the checkpoint that it signed: from the older one the entries lead to it, and from it to no older checkpoint.
        var named = export.Keys();
        if (named is null)
            export.WriteKeys(signed.VKey + "\n");
        export.WriteCheckpoint(outgoing.Note);
        if (named is not null && named != signed.VKey + "\n")
            export.WriteKeys(signed.VKey + "\n");
        // After the checkpoint that covers the entries which speak of it.
        AnchorFiles.Write(export, session.Anchors.List());
        // After the checkpoint that covers what announced it: until then the folder is sound with them, and from then on without.
        export.RemoveBundles(session.Log.First() / Tile.Full);
        return new(folder, head.Size, Convert.ToHexStringLower(head.Root), signed.VKey, head.Size - (before?.Size ?? 0), export.Written)
        {
            SecondKey = outgoing.Fault is null ? second?.VKey : null, SecondFault = outgoing.Fault,
        };
    }

    private Checkpoint? Before(IReadSession session, ExportFolder export, LogHead head, CancellationToken ct)
    {
        if (export.Checkpoint() is not { } bytes)
            return null;
        try
        {
            var note = SignedNote.Parse(bytes);
            var before = Checkpoint.Parse(note.Text);
            if (before.Origin != VerifierKey.Parse(head.Signed!.VKey).Name)
                throw new ExportRefusal("the checkpoint in the folder is another log's");
            if (before.Size > head.Size)
                throw new ExportRefusal($"the folder holds {before.Size} entries and the log has {head.Size}: an older data directory was put back, or entries are lost. Nothing is written");
            return note.SignersAmong([.. LogKeyThen.At(session, head, before.Size, ct).Select(VerifierKey.Parse)], verifier).Count > 0
                ? before
                : throw new ExportRefusal("the checkpoint in the folder was signed by another key than the log had when it was so long");
        }
        catch (FormatException fault)
        {
            throw new ExportRefusal($"the checkpoint in the folder cannot be read ({fault.Message}): export into an empty folder");
        }
    }

    /// <summary>The tree as far as full bundles reach; what lies in partial ones is written anew.</summary>
    private static TileStack Begin(ExportFolder export, long size, Action<Tile, IReadOnlyList<byte[]>> full)
    {
        try
        {
            return TileStack.At(size - (size % Tile.Full), tile => export.Hashes(tile), full);
        }
        catch (FormatException fault)
        {
            throw new ExportRefusal($"the folder lacks what its checkpoint covers ({fault.Message}): export into an empty folder");
        }
    }

    /// <summary>Before anything is written: the log begins with what the folder's checkpoint covers.</summary>
    private static void CheckBeginning(IReadSession session, ExportFolder export, Checkpoint? before, CancellationToken ct)
    {
        if (before is null)
            return;
        var then = Begin(export, before.Size, (_, _) => { });
        foreach (var leaf in LogLeaves.From(session, then.Size, ct).Take((int)(before.Size - then.Size)))
            then.Add(leaf);
        if (then.Size != before.Size || !then.Root().AsSpan().SequenceEqual(before.Root))
            throw new ExportRefusal("the log does not begin with what is in the folder: its history was rewritten, or the folder's files were changed. Keep the folder, and: retention audit verify --against DIR/checkpoint");
    }

    private static void Fill(IReadSession session, ExportFolder export, TileStack stack, LogHead head, Action<long, long>? progress, CancellationToken ct)
    {
        var first = session.Log.First();
        if (stack.Size < first)
        {
            foreach (var pruned in session.Log.PrunedLeaves(stack.Size))
                stack.Add(pruned);
        }
        var bundle = new List<byte[]>(Tile.Full);
        foreach (var (seq, entry) in session.Log.Read(stack.Size))
        {
            ct.ThrowIfCancellationRequested();
            if (seq != stack.Size + bundle.Count || seq >= head.Size)
                throw new ExportRefusal("the log does not verify: retention audit verify");
            bundle.Add(entry);
            if (bundle.Count == Tile.Full || seq == head.Size - 1)
            {
                export.WriteBundle(new Tile(Tile.EntriesLevel, stack.Size / Tile.Full, bundle.Count), bundle);
                foreach (var one in bundle)
                    stack.Add(MerkleTree.LeafHash(one));
                bundle.Clear();
                progress?.Invoke(stack.Size, head.Size);
            }
        }
    }
}
