using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;
using RetentionWorker.Plan;
using RetentionWorker.Register;

namespace RetentionWorker.Watch;

/// <summary>What needs a person, and how far everything is covered, at one moment.</summary>
internal sealed record Watched(IReadOnlyList<Obstacle> Obstacles, Coverage Coverage, Instant At)
{
    /// <summary>Records that no hold keeps and whose deadline has passed, whatever else stands before them.</summary>
    public required long OverdueRecords { get; init; }

    /// <summary>The end of the last unattended run; null where none ever was.</summary>
    public required Instant? LastRun { get; init; }
}

/// <summary>The stores that the configuration names: of any other that the catalogue knows nothing can be erased.</summary>
internal sealed record ServedStores(IReadOnlySet<StoreName> Names);

/// <summary>Answers what stands between records and their erasure. Reads only, under the schedule that is in force.</summary>
internal sealed class WatchDesk(
    ICatalogue catalogue, ScheduleInForce schedules, WithdrawalStandings withdrawals, WantedCanaries canaries, WantedAnchors anchors, ServedStores served, IClock clock)
{
    public Watched Look()
    {
        var now = clock.GetCurrentInstant();
        using var session = catalogue.Read();
        var (schedule, zone) = (schedules.Adopted(session), schedules.Zone(session));
        var outlook = Outlook.Of(session, schedule, zone, now, [.. session.Stores.List().Select(s => s.Name).Where(s => !served.Names.Contains(s))]);
        var all = Obstacles.Of(session, schedule, zone, now, outlook, catalogue.StopSwitch.IsThrown()).Concat(OpenWithdrawals.Of(withdrawals.Of(schedule, now.DayIn(zone)), zone))
            .Concat(CanaryObstacles.Of(session, canaries, now)).Concat(RunObstacles.Of(session, now)).Concat(AnchorObstacles.Of(session, anchors, now)).Concat(ScheduleObstacles.Of(session, outlook, schedules.Fault(), now));
        return new Watched(Ordered(all), Coverage.Of(session, schedule, outlook, canaries, now), now) { OverdueRecords = outlook.OverdueRecords, LastRun = session.Runs.Last };
    }

    /// <summary>The most urgent first.</summary>
    private static IReadOnlyList<Obstacle> Ordered(IEnumerable<Obstacle> all) =>
        [.. all.OrderBy(o => o.MustBeResolvedBy).ThenBy(o => o.Kind).ThenBy(o => o.Subject, StringComparer.Ordinal).ThenBy(o => o.Code, StringComparer.Ordinal)];
}
