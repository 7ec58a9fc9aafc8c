using NodaTime;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue;

/// <summary>A record that another template files under other facts.</summary>
internal sealed record RefiledRecord(RecordEntry Record, GroupKey From, GroupKey To);

/// <summary>What reading the names of a store's known records by another template would change.</summary>
internal static class TemplateChange
{
    /// <summary>
    /// The records that it would file under other facts, streamed. A template that cannot be read files every record under nothing. Without a <paramref name="zone"/>
    /// the day of its last change is taken for what it was; the next listing says it exactly.
    /// </summary>
    public static IEnumerable<RefiledRecord> Moves(IReadSession session, StoreName store, string template, DateTimeZone? zone = null)
    {
        var to = PathTemplate.Parse(template).Template;
        var groups = new Dictionary<long, GroupKey>();
        foreach (var record in session.Records.Stream(store, null, presentOnly: true))
        {
            if (!groups.TryGetValue(record.GroupId, out var from))
                groups.Add(record.GroupId, from = session.Groups.Find(record.GroupId)!.Key);
            if (CanaryRules.IsReserved(from.Project))
                continue;
            var modifiedOn = zone is null ? from.CollectedOn : record.ModifiedAt.InZone(zone).Date;
            var key = to is null ? GroupKey.Unclassified(store, modifiedOn) : GroupKey.Of(store, to, record.Address.Name, modifiedOn);
            if (!Same(key, from) && !CanaryRules.IsReserved(key.Project))
                yield return new(record, from, key);
        }
    }

    /// <summary>The holds in force that cover records now and would not cover them any more, each with how many.</summary>
    public static IReadOnlyDictionary<long, long> LeavesHolds(IReadSession session, StoreName store, string template)
    {
        var holds = session.Holds.Active();
        var left = new Dictionary<long, long>();
        if (holds.Count == 0)
            return left;
        foreach (var move in Moves(session, store, template))
        {
            foreach (var hold in holds.Where(h => move.From.IsCoveredBy(h, move.Record.Address) && !move.To.IsCoveredBy(h, move.Record.Address)))
                left[hold.Id] = left.GetValueOrDefault(hold.Id) + 1;
        }
        return left;
    }

    private static bool Same(GroupKey a, GroupKey b) =>
        a.Store == b.Store && a.Project == b.Project && a.Category == b.Category && a.CollectedOn == b.CollectedOn
        && a.Participation.Participants.SequenceEqual(b.Participation.Participants);
}
