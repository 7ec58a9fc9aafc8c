using NodaTime;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Plan;

/// <summary>How many records stand where.</summary>
internal sealed record Count(long Present, long Kept, long Held, long Unclassified, long Due, long Overdue)
{
    public static readonly Count Zero = new(0, 0, 0, 0, 0, 0);

    public static Count operator +(Count a, Count b) => new(
        a.Present + b.Present, a.Kept + b.Kept, a.Held + b.Held, a.Unclassified + b.Unclassified, a.Due + b.Due, a.Overdue + b.Overdue);
}

/// <summary>One group, counted. <paramref name="Count"/>'s overdue records are among its due ones.</summary>
internal sealed record CountedGroup(GroupEntry Group, StoredTimetable Timetable, Count Count);

/// <summary>Counts every present record of a scope into exactly one of kept, held, unclassified and due.</summary>
internal sealed class Census(IReadSession session)
{
    public IEnumerable<CountedGroup> Take(PlanScope scope, Instant now)
    {
        var holds = session.Holds.Active();
        var wholeGroups = holds.Where(h => h.CoversWholeGroups).ToList();
        var singly = holds.Where(h => h.Record is not null)
            .Select(h => session.Records.Find(h.Record!))
            .Where(r => r is { State: RecordState.Present })
            .DistinctBy(r => r!.Id)
            .CountBy(r => r!.GroupId)
            .ToDictionary();
        foreach (var (group, timetable) in session.Groups.Stream())
        {
            if (PlanMaking.InScope(group.Key, scope))
                yield return new CountedGroup(group, timetable, CountOf(group, timetable, now, PlanMaking.IsHeld(group.Key, wholeGroups), singly.GetValueOrDefault(group.Id)));
        }
    }

    private static Count CountOf(GroupEntry group, StoredTimetable timetable, Instant now, bool held, long heldSingly)
    {
        var present = group.Present;
        if (held)
            return new(present, 0, present, 0, 0, 0);
        var rest = present - heldSingly;
        if (timetable.Unclassified is not null)
            return new(present, 0, heldSingly, rest, 0, 0);
        if (timetable.DueAt is not { } due || due > now)
            return new(present, rest, heldSingly, 0, 0, 0);
        var late = timetable.DeadlineAt is { } deadline && deadline <= now;
        return new(present, 0, heldSingly, 0, rest, late ? rest : 0);
    }
}
