using Retention.Domain.Decisions;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Decide;

/// <summary>
/// Brings the timetables in the catalogue up to the facts and the schedule of now. Only groups whose facts changed are looked at; what has
/// merely grown older needs no deciding, because a timetable has no clock in it.
/// </summary>
internal sealed class GroupDeciding(ICatalogue catalogue)
{
    private const int GroupsAtOnce = 2000;

    /// <summary>How many groups were decided.</summary>
    public long DecideAll(RetentionSchedule schedule, CancellationToken ct)
    {
        long decided = 0;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            using var uow = catalogue.Begin();
            var undecided = uow.Groups.Undecided(schedule.Sha256, GroupsAtOnce);
            if (undecided.Count == 0)
                return decided;
            var facts = new FactsReader(uow);
            foreach (var group in undecided)
                uow.Groups.PutTimetable(group.Id, schedule.Sha256, Decider.Timetable(facts.Of(group.Key), schedule));
            uow.Commit();
            decided += undecided.Count;
        }
    }
}
