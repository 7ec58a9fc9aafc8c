using NodaTime;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Plan;

/// <summary>Records of one project and category that a hold alone keeps, with the dates that they always had: a release moves no deadline.</summary>
internal sealed record ReleasedLine(
    ProjectId? Project, CategoryName? Category, Standing Standing, long Records, LocalDate? EraseFrom, LocalDate? EraseBy, Instant? DueAt, Instant? DeadlineAt);

/// <summary>Says what becomes of the records of a hold without it.</summary>
internal sealed class ReleaseOutlook(ICatalogue catalogue)
{
    /// <summary>Where they stand at the instant at which it ends; what another hold keeps is left out.</summary>
    public IReadOnlyList<ReleasedLine> Of(long hold, RetentionSchedule schedule, Instant at)
    {
        using var session = catalogue.Read();
        if (session.Holds.Find(hold)?.Hold is not { } released)
            return [];
        var others = session.Holds.Active().Where(h => h.Id != hold).ToList();
        var (without, with) = (new HeldNow(session, others), new HeldNow(session, [.. others, released]));
        var facts = new FactsReader(session);
        var lines = new List<ReleasedLine>();
        foreach (var (group, _) in session.Groups.Stream())
        {
            if (!released.IsOver(group.Key.Project) || without.CoversAll(group.Key))
                continue;
            var freed = (with.CoversAll(group.Key) ? group.Present : with.CountSingly(group.Id)) - without.CountSingly(group.Id);
            if (freed > 0)
                lines.Add(Line(group.Key, freed, Decider.Timetable(facts.Of(group.Key), schedule), at));
        }
        return [.. lines.GroupBy(l => l with { Records = 0 }).Select(same => same.Key with { Records = same.Sum(l => l.Records) })
            .OrderBy(l => l.Category?.Value, StringComparer.Ordinal).ThenBy(l => l.Standing).ThenBy(l => l.EraseBy)];
    }

    private static ReleasedLine Line(GroupKey key, long records, Timetable timetable, Instant at) => new(
        key.Project, key.Category, StandingOf(timetable, at), records, timetable.EraseFrom, timetable.EraseBy, timetable.DueAt, timetable.DeadlineAt);

    private static Standing StandingOf(Timetable timetable, Instant at) =>
        timetable.Unclassified is not null ? Standing.Unclassified
        : timetable.DueAt is not { } due || due > at ? Standing.Kept
        : timetable.DeadlineAt <= at ? Standing.Overdue : Standing.Due;
}
