using NodaTime;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Plan;

/// <summary>
/// How many records stand where. <paramref name="Late"/> counts those of the kept ones whose deadline has passed all the same: a fact behind them
/// was recorded so late that it settles beyond it. They may not be erased yet, and people must hear of them.
/// </summary>
internal sealed record Count(long Present, long Kept, long Held, long Unclassified, long Due, long Overdue, long Late = 0)
{
    public static readonly Count Zero = new(0, 0, 0, 0, 0, 0);

    public static Count operator +(Count a, Count b) => new(
        a.Present + b.Present, a.Kept + b.Kept, a.Held + b.Held, a.Unclassified + b.Unclassified, a.Due + b.Due, a.Overdue + b.Overdue, a.Late + b.Late);
}

/// <summary>One group, counted. <paramref name="Count"/>'s overdue records are among its due ones.</summary>
internal sealed record CountedGroup(GroupEntry Group, StoredTimetable Timetable, Count Count);

/// <summary>Counts every present record of a scope into exactly one of kept, held, unclassified and due.</summary>
internal sealed class Census(IReadSession session, HeldNow held)
{
    public Census(IReadSession session)
        : this(session, new HeldNow(session))
    {
    }

    public IEnumerable<CountedGroup> Take(PlanScope scope, Instant now)
    {
        foreach (var (group, timetable) in session.Groups.Stream())
        {
            if (PlanMaking.InScope(group.Key, scope))
                yield return new CountedGroup(group, timetable, CountOf(group, timetable, now));
        }
    }

    /// <summary>Whether a deadline has passed of any record that nothing but time or a fault keeps.</summary>
    public bool IsAnythingLate(Instant now) =>
        session.Groups.PastDeadline(now).Where(g => PlanMaking.InScope(g.Group.Key, PlanScope.Everything)).Select(g => CountOf(g.Group, g.Timetable, now)).Any(c => c.Overdue + c.Late > 0);

    /// <summary>Records that were due at the instant, are held by nobody, and are still known as present. Cost follows what is due.</summary>
    public long StillThere(Instant dueAt) => session.Groups.DueKeys(dueAt)
        .Where(g => PlanMaking.InScope(g.Key, PlanScope.Everything) && !held.CoversAll(g.Key))
        .Sum(g => session.Groups.Find(g.Id)!.Present - held.CountSingly(g.Id));

    /// <summary>One group's present records, by a timetable that need not be the stored one.</summary>
    public Count CountOf(GroupEntry group, StoredTimetable timetable, Instant now)
    {
        var present = group.Present;
        if (held.CoversAll(group.Key))
            return new(present, 0, present, 0, 0, 0);
        var heldSingly = held.CountSingly(group.Id);
        var rest = present - heldSingly;
        if (timetable.Unclassified is not null)
            return new(present, 0, heldSingly, rest, 0, 0);
        var late = timetable.DeadlineAt <= now ? rest : 0;
        if (timetable.DueAt is { } due && due <= now)
            return new(present, 0, heldSingly, 0, rest, late);
        // What an obligation keeps beyond its deadline is kept lawfully, and told of its own.
        return new(present, rest, heldSingly, 0, 0, 0, timetable.DueAt is null || timetable.FloorPassesEraseBy ? 0 : late);
    }
}
