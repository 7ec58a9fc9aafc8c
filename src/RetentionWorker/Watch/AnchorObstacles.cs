using NodaTime;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Watch;

/// <summary>A configured place that keeps checkpoints of the audit log, and the age (exclusive) from which on its last one is too old.</summary>
internal sealed record WantedAnchors(IReadOnlyList<string> Places, Duration TooOldAfter);

/// <summary>
/// Places outside whose last checkpoint of the log is too old, as obstacles: what was written since can be rewritten by whoever has the data directory, and nothing would show it.
/// </summary>
internal static class AnchorObstacles
{
    private static readonly Duration RepairWithin = Duration.FromDays(7);

    public static IEnumerable<Obstacle> Of(IReadSession session, WantedAnchors wanted, Instant now)
    {
        if (wanted.Places.Count == 0 || session.Schedules.Current() is not { } adopted)
            yield break;
        var (latest, refused) = (session.Anchors.Latest().ToDictionary(a => a.Place, StringComparer.Ordinal), session.Anchors.Refused().ToDictionary(r => r.Place, StringComparer.Ordinal));
        foreach (var place in wanted.Places)
        {
            var (since, never) = latest.TryGetValue(place, out var last) ? (last.At, false) : (adopted.AdoptedAt, true);
            if (now - since < wanted.TooOldAfter)
                continue;
            var code = refused.TryGetValue(place, out var why) ? why.Code : never ? "never" : "too-old";
            yield return new Obstacle(
                ObstacleKind.AnchorTooOld, place, 0, since + wanted.TooOldAfter, since + wanted.TooOldAfter + RepairWithin, code, $"retention audit anchor --to {place}");
        }
    }
}
