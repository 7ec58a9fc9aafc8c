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
    public static readonly IReadOnlySet<ObstacleKind> Kinds = Enum.GetValues<CanaryAlarmKind>().Select(KindOf).Append(ObstacleKind.RunMissing).ToHashSet();

    public static IEnumerable<Obstacle> Of(IReadSession session, WantedCanaries wanted, Instant now) => wanted.Stores.Count == 0
        ? []
        : CanaryJudge.Alarms(session.Canaries.List(), [.. session.Canaries.Places().Where(p => wanted.Stores.Contains(p.Store))], now).Select(Of);

    private static Obstacle Of(CanaryAlarm alarm) => new(
        KindOf(alarm.Kind), alarm.Store.Value, alarm.Canary is null ? 0 : 1, alarm.Since, alarm.MustBeResolvedBy, alarm.Code, RemedyOf(alarm));

    private static ObstacleKind KindOf(CanaryAlarmKind kind) => kind switch
    {
        CanaryAlarmKind.Overdue => ObstacleKind.CanaryOverdue,
        CanaryAlarmKind.PassedOver => ObstacleKind.CanaryPassedOver,
        CanaryAlarmKind.Lost => ObstacleKind.CanaryLost,
        CanaryAlarmKind.Missing => ObstacleKind.CanaryMissing,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string RemedyOf(CanaryAlarm alarm) => alarm.Kind switch
    {
        CanaryAlarmKind.Lost => $"find out what else of store {alarm.Store} is gone, then: retention canary close {alarm.Canary} --because CODE",
        CanaryAlarmKind.Missing => $"give the right to write in store {alarm.Store}, then: retention run --once",
        _ => $"retention canary list, retention store check {alarm.Store}, then: retention run --once",
    };
}
