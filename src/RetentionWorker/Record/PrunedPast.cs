using System.Globalization;
using System.Text.Json;
using Retention.Domain.Transparency;

namespace RetentionWorker.Record;

/// <summary>
/// What a reader of a pruned log knows of the entries before the first one that is left. Until the entry that announced the pruning is read, what refers to them is taken on trust; that
/// entry says what they left in force, and must be there.
/// </summary>
/// <param name="first">The index of the first entry that is left; 0 where nothing is pruned.</param>
internal sealed class PrunedPast(long first)
{
    /// <summary>The log's own keys, as far as they are known.</summary>
    public LogKeyChain Keys { get; } = new(first);

    /// <summary>Nothing is missing, or an entry has said what it left.</summary>
    public bool IsKnown { get; private set; } = first == 0;

    /// <summary>Whether an entry that refers to this index may be right although nobody can look there.</summary>
    public bool MayHaveBeen(long seq) => !IsKnown && seq < first;

    /// <summary>What is wrong with the next key of the log's own, or null.</summary>
    public string? KeyProblem(long seq, JsonElement entry) => Keys.ProblemOf(seq, entry, IsKnown);

    /// <summary>Takes the entry that announces a pruning: what is wrong with it, or null. <paramref name="holds"/> are those in force, and get what the entry knows besides.</summary>
    public string? PruneProblem(long seq, JsonElement entry, Dictionary<long, long> holds)
    {
        var minimum = EntryChecks.Number(entry, "minimum");
        if (minimum <= 0 || minimum > seq || minimum % Tile.Full != 0)
            return "the entries that are to go are no whole bundles before this entry";
        // An older pruning, of which some entries are left that the later one lets go too: the later one says what all of them left.
        if (minimum < first)
            return null;
        var named = Texts(entry, "logKeys");
        var held = Texts(entry, "holds").Select(h => long.Parse(h, NumberStyles.None, CultureInfo.InvariantCulture)).ToHashSet();
        if (holds.Keys.Any(h => !held.Contains(h)) || (IsKnown && held.Count != holds.Count))
            return "other holds are in force than the pruning says";
        if (Keys.PruneProblem(named, minimum, IsKnown) is { } problem)
            return problem;
        foreach (var hold in held)
            holds.TryAdd(hold, seq);
        IsKnown = true;
        return null;
    }

    private static List<string> Texts(JsonElement entry, string key) =>
        entry.TryGetProperty(key, out var values) && values.ValueKind == JsonValueKind.Array ? [.. values.EnumerateArray().Select(v => v.GetString()!)] : throw new FormatException($"the entry lacks '{key}'");
}
