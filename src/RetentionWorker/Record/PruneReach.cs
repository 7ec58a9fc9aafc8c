using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Retention.Domain.Canaries;
using Retention.Domain.Keys;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>Why an entry of the audit log stays, though older ones may go.</summary>
internal enum PruneEnd
{
    /// <summary>It is not older than the log's own retention, or there is none.</summary>
    Kept,
    /// <summary>It states an intent that has no outcome yet.</summary>
    OpenIntent,
    /// <summary>It says that a key was taken out of use, which may still come back.</summary>
    KeyRecoverable,
    /// <summary>It speaks of a project under a hold: what was done there is evidence too.</summary>
    Held,
    /// <summary>More holds are in force than one entry could name.</summary>
    TooManyHolds,
}

/// <summary>
/// Says of the log's entries, from the oldest on, whether they may go: by the schedule's <c>log.entriesKeptFor</c>, by what they leave open, and by holds. Of one moment: whoever acts on it
/// asks anew in the same unit of work.
/// </summary>
internal sealed class PruneReach(IReadSession session, RetentionSchedule schedule, LocalDate today)
{
    /// <summary>An exported entry has at most 65,535 bytes, and the one that announces a pruning names every hold in force.</summary>
    private const int MostHolds = 5000;

    private readonly bool tooMany = session.Holds.Active().Count > MostHolds;
    private readonly HashSet<long> open = [.. session.Intents.ListOpen().Select(i => i.Seq), .. session.Keys.List().Select(k => k.Intent).OfType<long>()];
    private readonly HashSet<(string, long)> recoverable = [.. session.Keys.List().Where(k => k.State == KeyState.Deleted).Select(k => (k.Project.Value, (long)k.Epoch))];
    private readonly HashSet<string> held = [.. session.Holds.Active().SelectMany(h => h.Projects).Where(p => !CanaryRules.IsReserved(p)).Select(p => p.Value)];

    /// <summary>Why the entry stays, or null where it may go.</summary>
    public PruneEnd? EndAt(long seq, byte[] bytes)
    {
        using var document = AuditList.Parse(seq, bytes);
        var entry = document.RootElement;
        if (IsKept(entry))
            return PruneEnd.Kept;
        if (tooMany)
            return PruneEnd.TooManyHolds;
        if (open.Contains(seq))
            return PruneEnd.OpenIntent;
        if (!entry.TryGetProperty("project", out var project))
            return null;
        if (entry.TryGetProperty("epoch", out var epoch) && recoverable.Contains((project.GetString()!, epoch.GetInt64())))
            return PruneEnd.KeyRecoverable;
        return held.Contains(project.GetString()!) ? PruneEnd.Held : null;
    }

    /// <summary>An entry stays through the last day of its period, counted from its own day in the schedule's zone.</summary>
    private bool IsKept(JsonElement entry)
    {
        if (schedule.LogEntriesKeptFor is not { } kept)
            return true;
        var day = InstantPattern.General.Parse(entry.GetProperty("at").GetString()!).Value.InZone(schedule.Zone).Date;
        return kept.AfterOrNever(day) is not { } last || last >= today;
    }
}
