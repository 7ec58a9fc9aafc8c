using Retention.Domain.Facts;
using Retention.Domain.Holds;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Plan;

/// <summary>
/// What the holds of now cover of what the catalogue knows. It asks <see cref="Hold.Covers"/> and nothing else, as the decider does just before
/// each erasure: what is planned and what is decided cannot differ.
/// </summary>
internal sealed class HeldNow
{
    private readonly List<Hold> wholeGroups;
    private readonly List<(long Hold, RecordEntry Record)> singly = [];
    private readonly Dictionary<long, long> presentSingly;

    public HeldNow(IReadSession session)
        : this(session, session.Holds.Active())
    {
    }

    /// <summary>What these holds cover.</summary>
    public HeldNow(IReadSession session, IReadOnlyList<Hold> holds)
    {
        wholeGroups = [.. holds.Where(h => h.CoversWholeGroups)];
        foreach (var hold in holds.Where(h => !h.CoversWholeGroups))
        {
            if (session.Records.Find(hold.Record!) is { } record && session.Groups.Find(record.GroupId) is { } group && group.Key.IsCoveredBy(hold, record.Address))
                singly.Add((hold.Id, record));
        }
        Records = singly.Select(s => s.Record.Address).ToHashSet();
        presentSingly = singly.Select(s => s.Record).Where(r => r.State == RecordState.Present).DistinctBy(r => r.Id).CountBy(r => r.GroupId).ToDictionary(g => g.Key, g => (long)g.Value);
    }

    /// <summary>The records that a hold on a single record covers, whatever else does.</summary>
    public IReadOnlySet<RecordAddress> Records { get; }

    /// <summary>Whether a hold covers every record of these facts.</summary>
    public bool CoversAll(GroupKey key) => wholeGroups.Exists(h => key.IsCoveredBy(h, null));

    /// <summary>How many present records of the group are held singly.</summary>
    public long CountSingly(long groupId) => presentSingly.GetValueOrDefault(groupId);

    /// <summary>The numbers of the group's records that are held singly.</summary>
    public IEnumerable<long> SinglyIn(long groupId) => singly.Where(s => s.Record.GroupId == groupId).Select(s => s.Record.Id);

    /// <summary>The holds over the group, or over some record of it, in the order of their numbers.</summary>
    public IReadOnlyList<long> Over(GroupEntry group) =>
        [.. wholeGroups.Where(h => group.Key.IsCoveredBy(h, null)).Select(h => h.Id).Concat(singly.Where(s => s.Record.GroupId == group.Id).Select(s => s.Hold)).Order()];
}
