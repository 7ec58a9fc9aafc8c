using System.Text.Json;
using Retention.Domain.Transparency;

namespace RetentionWorker.Record;

/// <summary>
/// The log's own keys as its entries name them, one after the other. Each but the first is endorsed by the one before it: whoever trusts one of them is led to all that follow.
/// </summary>
/// <param name="first">The index of the first entry that is left of the log; 0 where nothing is pruned.</param>
internal sealed class LogKeyChain(long first)
{
    private readonly List<(long Seq, string Key, string? Previous)> named = [];
    private IReadOnlyList<string> pruned = [];

    /// <summary>All of them, in their order, as far as they are known.</summary>
    public IReadOnlyList<string> All => [.. pruned, .. named.Select(k => k.Key)];

    /// <summary>The one in force after the last entry; null where none is.</summary>
    public string? Last => named.Count > 0 ? named[^1].Key : pruned.Count > 0 ? pruned[^1] : null;

    /// <summary>
    /// The key that was in force when the log had so many entries: a checkpoint of that size counts by no other. Empty where none was; more than one only within what is pruned, for nobody
    /// can read there any more where one took the place of another.
    /// </summary>
    public IReadOnlyList<string> At(long size)
    {
        var last = named.FindLastIndex(k => k.Seq < size);
        return last >= 0 ? [named[last].Key] : size < first ? pruned : [.. pruned.TakeLast(1)];
    }

    /// <summary>
    /// Whether endorsements lead from that key to the last one. Never where the entry is pruned that followed it: that a later entry names both is the word of the later key alone.
    /// </summary>
    public bool LeadsFrom(string key) => named.Exists(k => k.Key == key) || (pruned.Count > 0 && pruned[^1] == key);

    /// <summary>What is wrong with the next key, or null. <paramref name="pastIsKnown"/>: whatever stood before is read, or was told of.</summary>
    public string? ProblemOf(long seq, JsonElement entry, bool pastIsKnown)
    {
        var (key, previous, endorsement) = (EntryChecks.Text(entry, "key"), TextOrNull(entry, "previous"), TextOrNull(entry, "endorsement"));
        if (previous != Last && (pastIsKnown || named.Count > 0))
            return "the log's key takes the place of another one than the key before it";
        if (All.Contains(key))
            return "the log's key is one that it had before";
        if (ProblemOf(seq, key, previous, endorsement) is { } problem)
            return problem;
        named.Add((seq, key, previous));
        return null;
    }

    /// <summary>Takes the keys that an entry names which announces a pruning: what is wrong with them, or null.</summary>
    public string? PruneProblem(IReadOnlyList<string> keys, long minimum, bool pastIsKnown)
    {
        const string Problem = "the pruning names other keys of the log than there were";
        var seen = All.Count - named.Count(k => k.Seq >= minimum);
        if (pastIsKnown)
            return keys.SequenceEqual(All.Take(seen)) ? null : Problem;
        if (keys.Count < seen || !keys.Skip(keys.Count - seen).SequenceEqual(named.Take(seen).Select(k => k.Key)))
            return Problem;
        if (named.Count > 0 && named[0].Previous != keys.Take(keys.Count - seen).LastOrDefault())
            return Problem;
        pruned = [.. keys.Take(keys.Count - seen)];
        return null;
    }

    private static string? ProblemOf(long seq, string key, string? previous, string? endorsement)
    {
        var next = Signing(key);
        if (previous is null)
            return endorsement is null ? null : "the log's first key is endorsed, and there was none before it";
        var before = Signing(previous);
        if (next.Name != before.Name)
            return "the log's key has another name than the key before it";
        return endorsement is not null && KeyEndorsement.IsGood(endorsement, seq, before, next, NoteVerifier.Instance)
            ? null
            : "the key before it did not endorse the log's key: somebody exchanged it";
    }

    private static VerifierKey Signing(string text)
    {
        var key = VerifierKey.Parse(text);
        return key.Algorithm == NoteAlgorithm.Ed25519 && key.ToString() == text ? key : throw new FormatException("the log's key is none that signs checkpoints (Ed25519)");
    }

    private static string? TextOrNull(JsonElement entry, string name) => entry.TryGetProperty(name, out _) ? EntryChecks.Text(entry, name) : null;
}
