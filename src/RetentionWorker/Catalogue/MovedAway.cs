using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;
using Retention.Domain.Holds;

namespace RetentionWorker.Catalogue;

/// <summary>
/// Looks after what vanished although a hold or a person's no kept it. A hold covers names and what they are filed as, and a rename must not be a way out
/// of it: what looks like the vanished record under another name is left alone until a person has looked, and where nothing of the kind is still under the
/// hold, somebody has to judge the loss (Art. 4(12), 33).
/// </summary>
internal static class MovedAway
{
    private const string Actor = "schedule";

    /// <summary>Looks at what vanished in this unit of work; <paramref name="notedBefore"/>: what was noted later may be what was moved.</summary>
    public static void Note(IUnitOfWork uow, StoreName store, long notedBefore, Action<IUnitOfWork, AuditEntry> finding, Instant now, string actor = Actor)
    {
        var holds = uow.Holds.Active();
        if (holds.Count == 0 && !uow.Rejections.Any())
            return;
        var covering = new Covering(uow, holds);
        var lost = uow.Records.Vanished().Select(r => (Record: r, Holds: covering.Of(r), Rejected: uow.Rejections.Covers(r.Id))).Where(l => l.Holds.Count > 0 || l.Rejected).ToList();
        if (lost.Count == 0)
            return;
        var alike = uow.Records.LookingLike([.. lost.Select(l => l.Record.Id)], notedBefore).ToLookup(l => l.Of, l => l.Record);
        var missing = 0;
        foreach (var (record, over, rejected) in lost)
        {
            var stillHeld = false;
            foreach (var moved in alike[record.Id])
            {
                if (rejected)
                    uow.Rejections.Follow(record.Id, moved.Id);
                if (covering.Of(moved).Intersect(over).Any())
                    stillHeld = true;
                else if (over.Count > 0)
                    uow.Rejections.CoverMoved(moved.Id, actor, now);
            }
            missing += over.Count > 0 && !stillHeld ? 1 : 0;
        }
        if (missing > 0)
            finding(uow, new AuditEntry.BreachNoted(now, actor, uow.Breaches.Found(store, PossibleBreach.HeldVanished, missing, now), store, PossibleBreach.HeldVanished, missing));
    }

    private sealed class Covering(IReadSession books, IReadOnlyList<Hold> holds)
    {
        private readonly FactsReader reader = new(books);
        private readonly Dictionary<long, RecordFacts?> groups = [];

        /// <summary>The holds over a record, by their numbers. The program's own canaries have an alarm of their own.</summary>
        public IReadOnlyList<long> Of(RecordEntry record)
        {
            if (!groups.TryGetValue(record.GroupId, out var facts))
                groups.Add(record.GroupId, facts = books.Groups.Find(record.GroupId) is { Key: { } key } && !CanaryRules.IsReserved(key.Project) ? reader.Of(key) : null);
            return facts is null ? [] : [.. holds.Where(h => h.Covers(facts, record.Address)).Select(h => h.Id)];
        }
    }
}
