using System.Text.Json;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>Which key was in force when the log was shorter, by what was written since: nothing older is read.</summary>
internal static class LogKeyThen
{
    /// <summary>The key at that size, at most the head's; several where the entries are pruned that would tell which. Nothing is checked: whoever relies on it compares roots.</summary>
    public static IReadOnlyList<string> At(IReadSession session, LogHead head, long size, CancellationToken ct)
    {
        var (first, pruned) = (session.Log.First(), new List<string>());
        foreach (var (seq, bytes) in session.Log.Read(Math.Max(size, first)))
        {
            ct.ThrowIfCancellationRequested();
            if (bytes.AsSpan().IndexOf("\"kind\":\"log-key\""u8) < 0 && (size >= first || bytes.AsSpan().IndexOf("\"kind\":\"prune\""u8) < 0))
                continue;
            using var document = AuditList.Parse(seq, bytes);
            if (document.RootElement.TryGetProperty("logKeys", out var keys))
                pruned.AddRange(keys.EnumerateArray().Select(k => k.GetString()!));
            else if (size >= first)
                return document.RootElement.TryGetProperty("previous", out var previous) ? [previous.GetString()!] : [];
        }
        return pruned.Count > 0 ? pruned : [head.Signed!.VKey];
    }
}
