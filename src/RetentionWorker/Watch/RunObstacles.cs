using NodaTime;
using Retention.Domain.Guards;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Watch;

/// <summary>
/// Runs that do not happen, or that leave alone what was due and say nothing of it, as obstacles. They are expected wherever a schedule is in force and a store is
/// adopted, with canaries and without.
/// </summary>
internal static class RunObstacles
{
    private const string Runs = "runs";

    public static IEnumerable<Obstacle> Of(IReadSession session, Instant now)
    {
        if (session.Schedules.Current() is null || session.Stores.List() is not { Count: > 0 } stores)
            yield break;
        if (ExpectedRuns.Missing(session.Runs.Last, stores.Min(s => s.AdoptedAt), now) is { } missing)
            yield return new Obstacle(ObstacleKind.RunMissing, Runs, 0, missing.Since, missing.MustBeResolvedBy, missing.Code, "look whether the daemon is at work: retention health; else: retention run --once");
        if (session.Runs.Left is { } left)
            yield return new Obstacle(ObstacleKind.RunMissing, Runs, left.Records, left.Since, left.Since + ExpectedRuns.RepairWithin, "left-without-a-word", "retention plan, then: retention run --once");
    }
}
