using System.Text.Json;

namespace RetentionWorker.Record;

/// <summary>The story of each key on the log: deleted before an intent to destroy it, one outcome per intent, and none without.</summary>
internal sealed class KeyChecks
{
    private readonly Dictionary<long, (string Project, long Epoch)> open = [];
    private readonly HashSet<(string Project, long Epoch)> deleted = [];

    /// <summary>The intents to destroy a key that have no outcome.</summary>
    public IReadOnlyCollection<long> Open => open.Keys;

    /// <summary>What is wrong with the entry, or null.</summary>
    public string? ProblemOf(long seq, string kind, JsonElement entry, PrunedPast past)
    {
        var key = (EntryChecks.Text(entry, "project"), EntryChecks.Number(entry, "epoch"));
        switch (kind)
        {
            case "key-deleted" or "key-returned":
                deleted.Add(key);
                return null;
            case "key-destruction-intended" when past.IsKnown && !deleted.Contains(key):
                return "the intent is to destroy a key that was not deleted before";
            case "key-destruction-intended":
                open.Add(seq, key);
                return null;
            case "key-destroyed":
                deleted.Remove(key);
                return Close(EntryChecks.Number(entry, "intent"), key, past);
            case "key-recovered":
                deleted.Remove(key);
                return entry.TryGetProperty("intent", out _) ? Close(EntryChecks.Number(entry, "intent"), key, past) : null;
            default:
                return null;
        }
    }

    private string? Close(long intent, (string Project, long Epoch) key, PrunedPast past) =>
        !open.Remove(intent, out var stated) ? past.MayHaveBeen(intent) ? null : "the outcome is of an intent over a key that is not open"
        : stated == key ? null
        : "the outcome speaks of another key than its intent";
}
