using NodaTime;
using RetentionWorker.Catalogue;
using RetentionWorker.Register;

namespace RetentionWorker.Watch;

/// <summary>What needs a person, and how far everything is covered, at one moment.</summary>
internal sealed record Watched(IReadOnlyList<Obstacle> Obstacles, Coverage Coverage, Instant At);

/// <summary>Answers what stands between records and their erasure. Reads only, under the schedule that is in force.</summary>
internal sealed class WatchDesk(ICatalogue catalogue, ScheduleInForce schedules, IClock clock)
{
    public Watched Look()
    {
        var now = clock.GetCurrentInstant();
        using var session = catalogue.Read();
        var (schedule, zone) = (schedules.Adopted(session), schedules.Zone(session));
        var outlook = Outlook.Of(session, schedule, zone, now);
        return new Watched(
            Watch.Obstacles.Of(session, schedule, zone, now, outlook, catalogue.StopSwitch.IsThrown()), Coverage.Of(session, schedule, outlook, now), now);
    }
}
