using NodaTime;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Decide;

/// <summary>A record's facts of now, and what is decided of it.</summary>
internal sealed record SecondDecision(GroupKey Key, Timetable Timetable, Decision Decision);

/// <summary>Decides again, just before the erasure, with the same pure decider and the facts, holds and time of now.</summary>
internal sealed class SecondLook(IReadSession session, RetentionSchedule schedule, Instant now)
{
    private readonly FactsReader reader = new(session);
    private readonly IReadOnlyList<Hold> holds = session.Holds.Active();
    private readonly Dictionary<long, (GroupKey Key, RecordFacts Facts, Timetable Timetable)> groups = [];

    public SecondDecision At(RecordAddress record, long groupId)
    {
        var (key, facts, timetable) = GroupOf(groupId);
        return new SecondDecision(key, timetable, Decider.At(timetable, facts, record, holds, now));
    }

    /// <summary>Whether a hold in force covers the record, due or not.</summary>
    public bool IsOnHold(RecordAddress record, long groupId)
    {
        var facts = GroupOf(groupId).Facts;
        return holds.Any(h => h.Covers(facts, record));
    }

    private (GroupKey Key, RecordFacts Facts, Timetable Timetable) GroupOf(long id)
    {
        if (groups.TryGetValue(id, out var known))
            return known;
        var key = session.Groups.Find(id)?.Key ?? throw new InvalidOperationException("A record's group is missing from the catalogue.");
        var facts = reader.Of(key);
        known = (key, facts, Decider.Timetable(facts, schedule));
        groups.Add(id, known);
        return known;
    }
}
