using Retention.Domain.Facts;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Run;

/// <summary>
/// A record on its way to its intent. <paramref name="IsChanged"/>: it is another version than the planned one, and is left alone.
///
/// </summary>
internal sealed record Candidate(Retention.Domain.Plans.PlannedRecord Planned, Retention.Domain.Outcomes.Setback? Setback, bool IsChanged);

/// <summary>
/// Hands out a plan's records of one store in batches, read afresh inside the unit of work that states their intents. What is not in the
/// plan is never handed out.
/// </summary>
internal abstract class BatchSource
{
    /// <summary>The next records, at most so many; empty at the end. Call it inside a unit of work only: those take turns.</summary>
    public abstract IReadOnlyList<Candidate> Take(IUnitOfWork uow, int most);
}

/// <summary>The records of a plan that was made just now, group by group in the order of the digest; what was noted later is not in it.</summary>
internal sealed class PlannedSource(StoreName store, IReadOnlyList<DueGroup> groups, long notedUpTo, IReadOnlySet<RecordAddress> held, IReadOnlySet<long> inDoubt) : BatchSource
{
    private int group;
    private long afterId;

    public override IReadOnlyList<Candidate> Take(IUnitOfWork uow, int most)
    {
        var batch = new List<Candidate>(most);
        while (batch.Count < most && group < groups.Count)
        {
            var page = uow.Records.PageOfGroup(groups[group].Id, afterId, notedUpTo, most - batch.Count);
            foreach (var record in page)
            {
                afterId = record.Planned.RecordId;
                if (record.Planned.Address.Store == store && !held.Contains(record.Planned.Address) && !inDoubt.Contains(record.Planned.RecordId))
                    batch.Add(new Candidate(record.Planned, record.Setback, IsChanged: false));
            }
            if (page.Count == 0)
            {
                group++;
                afterId = 0;
            }
        }
        return batch;
    }
}

/// <summary>The records of a plan that was kept, as they were kept; what went since is left out, and what changed since is said.</summary>
internal sealed class KeptSource(StoreName store, string digest, IReadOnlySet<long> inDoubt) : BatchSource
{
    private long afterId;

    public override IReadOnlyList<Candidate> Take(IUnitOfWork uow, int most)
    {
        while (true)
        {
            var page = uow.Plans.Page(digest, store, afterId, most);
            if (page.Count == 0)
                return [];
            afterId = page[^1].Planned.RecordId;
            var batch = page.Where(r => r.IsPresent && !inDoubt.Contains(r.Planned.RecordId)).Select(r => new Candidate(r.Planned, r.Setback, r.IsChanged)).ToList();
            if (batch.Count > 0)
                return batch;
        }
    }
}
