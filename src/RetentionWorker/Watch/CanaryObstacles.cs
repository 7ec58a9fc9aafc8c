using NodaTime;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Watch;

/// <summary>The stores in which canaries are wanted, by the configuration.</summary>
internal sealed record WantedCanaries(IReadOnlySet<StoreName> Stores);

/// <summary>What canaries give away, as obstacles: each has a clock of its own, as none of them is anybody's record.</summary>
internal static class CanaryObstacles
{
    /// <summary>The kinds that are of canaries and of the runs that they watch.</summary>
    public static readonly IReadOnlySet<ObstacleKind> Kinds = Enum.GetValues<CanaryAlarmKind>().Select(KindOf).ToHashSet();

    private const string Runs = "runs";

    public static IEnumerable<Obstacle> Of(IReadSession session, WantedCanaries wanted, Instant now)
    {
        if (wanted.Stores.Count == 0)
            return [];
        // A store that was never adopted is planted in by nobody, and said to be so elsewhere.
        var since = session.Stores.List().Where(s => wanted.Stores.Contains(s.Name)).Select(s => (Instant?)s.AdoptedAt).Aggregate((Instant?)null, Clocks.Earlier);
        var places = session.Canaries.Places();
        Instant? first = places.Count == 0 ? since : places.Min(p => p.Since);
        return CanaryJudge.Alarms(session.Canaries.List(), [.. places.Where(p => wanted.Stores.Contains(p.Store))], session.Canaries.LastRun, first, now).Select(Of);
    }

    private static Obstacle Of(CanaryAlarm alarm) => new(
        KindOf(alarm.Kind), alarm.Store?.Value ?? Runs, alarm.Canary is null ? 0 : 1, alarm.Since, alarm.MustBeResolvedBy, alarm.Code, RemedyOf(alarm));

    private static ObstacleKind KindOf(CanaryAlarmKind kind) => kind switch
    {
        CanaryAlarmKind.Overdue => ObstacleKind.CanaryOverdue,
        CanaryAlarmKind.PassedOver => ObstacleKind.CanaryPassedOver,
        CanaryAlarmKind.Lost => ObstacleKind.CanaryLost,
        CanaryAlarmKind.Missing => ObstacleKind.CanaryMissing,
        CanaryAlarmKind.NoRun => ObstacleKind.RunMissing,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string RemedyOf(CanaryAlarm alarm) => alarm.Kind switch
    {
        CanaryAlarmKind.Lost => $"find out what else of store {alarm.Store} is gone, then: retention canary close {alarm.Canary} --because CODE",
        CanaryAlarmKind.Missing => $"give the right to write in store {alarm.Store}, then: retention run --once",
        CanaryAlarmKind.NoRun => "look whether the daemon is at work: retention health; else: retention run --once",
        _ => $"retention canary list, retention store check {alarm.Store}, then: retention run --once",
    };
}
