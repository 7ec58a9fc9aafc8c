using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Transparency;

namespace RetentionWorker.Record;

/// <summary>
/// Holds the log, as it is read, against what was kept of it elsewhere: it must begin with what each checkpoint covers, no entry that a witness had seen may be dated after the
/// witness's time, and a key of it that somebody knows must lead to the present one.
/// </summary>
/// <param name="older">The checkpoints.</param>
/// <param name="witness">Whose cosignature one of them must carry; null where none is asked for.</param>
/// <param name="known">A key of the log that somebody has from its keeper, the present one or an older; null where none is given.</param>
internal sealed class KeptCheckpoints(IReadOnlyList<OlderCheckpoint> older, VerifierKey? witness, VerifierKey? known = null)
{
    /// <summary>What clocks may differ by.</summary>
    private static readonly Duration Tolerated = Duration.FromMinutes(5);

    private readonly HashSet<long> sizes = [.. older.Select(o => o.Checkpoint.Size)];
    private readonly Dictionary<long, (byte[] Root, Instant? Latest)> then = new() { [0] = (MerkleTree.EmptyRoot(), null) };
    private readonly TileStack? stack = older.Count == 0 ? null : new TileStack((_, _) => { });
    private readonly long last = older.Select(o => o.Checkpoint.Size).DefaultIfEmpty(0).Max();

    /// <summary>The known key, where it is one in a vault that signs exported checkpoints; null where it is not.</summary>
    public VerifierKey? Second => known?.Algorithm == NoteAlgorithm.EcdsaP256 ? known : null;

    public static KeptCheckpoints None => new([], null);

    /// <summary>Whether there is anything to hold the log against.</summary>
    public bool Any => older.Count > 0 || witness is not null || known is not null;

    /// <summary>Throws <see cref="FormatException"/>, naming who kept it, where one is no checkpoint.</summary>
    public static KeptCheckpoints Of(IEnumerable<KeptNote> notes, VerifierKey? witness = null, VerifierKey? known = null) => new([.. notes.Select(Parse)], witness, known);

    private static OlderCheckpoint Parse(KeptNote kept)
    {
        try
        {
            return OlderCheckpoint.Parse(kept.Note, kept.By);
        }
        catch (FormatException fault)
        {
            throw new FormatException($"what {kept.By} holds is no checkpoint ({fault.Message})", fault);
        }
    }

    /// <summary>Takes the next entry's leaf hash; <paramref name="latest"/> is the latest time of an entry up to it.</summary>
    public void Read(byte[] leaf, Instant? latest)
    {
        if (stack is null || stack.Size >= last)
            return;
        stack.Add(leaf);
        if (sizes.Contains(stack.Size))
            then[stack.Size] = (stack.Root(), latest);
    }

    /// <summary>What they show to be wrong, or null. <paramref name="keys"/> are all that the log names.</summary>
    public string? ProblemOf(LogKeyChain keys, INoteVerifier verifier)
    {
        if (known is not null && Second is null && known.ToString() is var key && !keys.LeadsFrom(key))
        {
            return keys.All.Contains(key)
                ? $"the entries are pruned that lead from the key {key} to the present one: have a later key from the log's keeper"
                : $"the key {key} is none of this log's";
        }
        foreach (var kept in older)
        {
            var (root, latest) = then.GetValueOrDefault(kept.Checkpoint.Size);
            if (kept.ProblemOf(keys, root, verifier) is { } problem)
                return problem;
            if (witness is not null && kept.WitnessedAt(witness, verifier) is { } at && latest > at + Tolerated)
                return $"an entry that the witness {witness.Name} had seen is dated after the witness's own time";
        }
        return witness is not null && !older.Any(o => o.WitnessedAt(witness, verifier) is not null) ? $"no checkpoint is known that the witness {witness.Name} signed" : null;
    }

    /// <summary>The one that covers the most, and whoever signed it besides; null where nothing is kept. For a log in which nothing is wrong.</summary>
    public string? RestsOn(INoteVerifier verifier)
    {
        var signed = witness is null ? older : [.. older.Where(o => o.WitnessedAt(witness, verifier) is not null)];
        return signed.MaxBy(o => o.Checkpoint.Size) is not { } best ? null
            : FormattableString.Invariant($"{best.KeptBy}: {best.Checkpoint.Size} entries{(witness is null ? "" : $", signed by the witness {witness.Name} at {best.WitnessedAt(witness, verifier)}")}");
    }
}
