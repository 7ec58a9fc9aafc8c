using Retention.Domain.Audit;
using Retention.Domain.Transparency;

namespace RetentionWorker.Record;

/// <summary>Checks an exported log by nothing but its files: every entry, every tile, the root, and who signed it.</summary>
internal sealed class ExportVerify(INoteVerifier verifier)
{
    /// <summary>Checks the folder's files, and that the log begins with what the checkpoints cover that were kept elsewhere.</summary>
    public LogVerdict Check(string folder, KeptCheckpoints kept, Action<long, long>? progress, CancellationToken ct)
    {
        var export = new ExportFolder(folder);
        var (checks, evidence) = (new EntryChecks(), new AnchorEvidence(export));
        var (first, read) = (0L, 0L);
        var root = "";
        try
        {
            var key = (export.Keys() ?? throw new FormatException($"{ExportFolder.KeyName} is missing.")).TrimEnd('\n');
            var note = export.Checkpoint() ?? throw new FormatException($"{ExportFolder.CheckpointName} is missing.");
            var checkpoint = Checkpoint.Parse(SignedNote.Parse(note).Text);
            root = Convert.ToHexStringLower(checkpoint.Root);
            var stack = new TileStack((tile, hashes) => Compare(export, tile, hashes));
            first = (export.FirstBundle(checkpoint.Size) ?? 0) * Tile.Full;
            checks = new EntryChecks(first);
            foreach (var hash in Tile.Of(0, first).SelectMany(export.Hashes))
            {
                stack.Add(hash);
                kept.Read(hash, null);
                read++;
            }
            foreach (var bundle in Tile.Of(Tile.EntriesLevel, checkpoint.Size, first))
            {
                ct.ThrowIfCancellationRequested();
                foreach (var entry in export.Bundle(bundle))
                {
                    if (checks.ProblemOf(read, entry) is { } problem)
                        return Broken(problem);
                    evidence.Read(entry);
                    var leaf = MerkleTree.LeafHash(entry);
                    stack.Add(leaf);
                    kept.Read(leaf, checks.Latest);
                    read++;
                }
                progress?.Invoke(read, checkpoint.Size);
            }
            foreach (var (tile, hashes) in stack.Partial())
                Compare(export, tile, hashes);
            if (!checks.KnowsThePast)
            {
                read = 0;
                return Broken("entries are missing, and none says that they were pruned");
            }
            if ((HeadSignature.ProblemOf(note, checks.LogKey ?? key, read, stack.Root(), verifier) ?? (checks.LogKeys.LeadsFrom(key) ? null : "log.vkey is none of the log's keys that lead to the present one")
                ?? kept.ProblemOf(checks.LogKeys, verifier) ?? SecondProblem(note, checks.SecondKey, kept.Second) ?? evidence.Problem()) is { } wrong)
                return Broken(wrong);
            var findings = checks.Findings.ToList();
            if (checks.SecondKey is { } second && SecondKeys.Signed(note, second, verifier) is null)
                findings.Add(new(null, "second-line-missing", "The log names a key in a vault that signs exported checkpoints, and this one has no line of it: the vault was away, or somebody else exported it."));
            return new(true, read, root, null, null, checks.Intents, checks.Outcomes, checks.Open.Count, findings) { First = first, RestsOn = kept.RestsOn(verifier) };
        }
        catch (FormatException fault)
        {
            return Broken(fault.Message);
        }

        LogVerdict Broken(string problem) => new(false, read, root, read, problem, checks.Intents, checks.Outcomes, checks.Open.Count, checks.Findings);
    }

    /// <summary>A second line must be good where there is one; where somebody asks for a key in particular, there must be one, and by that key.</summary>
    private string? SecondProblem(byte[] note, string? named, VerifierKey? wanted)
    {
        if (wanted is not null && wanted.ToString() != named)
            return $"the key {wanted} is not the one in a vault that the log names last";
        return (named is null ? null : SecondKeys.Signed(note, named, verifier)) switch
        {
            false => "the second line of the checkpoint is not the vault's",
            null when wanted is not null => $"the checkpoint has no line of the key {wanted}",
            _ => null,
        };
    }

    private static void Compare(ExportFolder export, Tile tile, IReadOnlyList<byte[]> hashes)
    {
        var there = export.Hashes(tile);
        for (var i = 0; i < hashes.Count; i++)
        {
            if (!there[i].AsSpan().SequenceEqual(hashes[i]))
                throw new FormatException($"{tile.Path} does not hash the entries below it.");
        }
    }
}
