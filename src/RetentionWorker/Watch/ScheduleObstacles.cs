using NodaTime;
using Retention.Domain.Corrections;
using RetentionWorker.Catalogue;
using RetentionWorker.Register;

namespace RetentionWorker.Watch;

/// <summary>
/// A configured schedule that is not the one in force, as an obstacle: one that moves days and that nobody asked for, or a file without which nothing is
/// erased. Before the first adoption nothing is known that could be late.
/// </summary>
internal static class ScheduleObstacles
{
    private const string Subject = "schedule";

    public static IEnumerable<Obstacle> Of(IReadSession session, Outlook outlook, ScheduleFault? fault, Instant now)
    {
        if (session.Schedules.Current() is null)
            yield break;
        var seen = session.Schedules.Unapproved();
        if (fault is not null)
        {
            var since = seen?.Sha256 == fault.Code ? seen.SeenAt : now;
            yield return At(outlook.DueRecords, since, fault.Code, fault.Code == ScheduleFault.Missing
                ? "put the schedule's file back, or name it in retention.json; nothing is erased without it"
                : "retention schedule check says what is wrong; nothing is erased before it is sound");
        }
        else if (seen is { IsSchedule: true } && !session.Corrections.Open().Any(c => c.Correction is Correction.ScheduleReplaced))
        {
            yield return At(0, seen.SeenAt, "not-approved", "retention schedule diff, then: retention schedule propose");
        }

        Obstacle At(long records, Instant since, string code, string remedy) =>
            new(ObstacleKind.ScheduleNotInForce, Subject, records, since, outlook.FirstDeadline ?? since + Clocks.Otherwise, code, remedy);
    }
}
