using Retention.Domain.Facts;
using Retention.Domain.Plans;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Run;

/// <summary>
/// Hands out a plan's records of one store in batches, in the order of the digest, read afresh inside the unit of work that states their
/// intents. What was noted after the plan was made is not in it and is never handed out.
/// </summary>
internal sealed class BatchSource(StoreName store, IReadOnlyList<long> groups, long notedUpTo, IReadOnlySet<RecordAddress> held, IReadOnlySet<long> inDoubt)
{
    private int group;
    private long afterId;

    /// <summary>The next records, at most so many; empty at the end. Call it inside a unit of work only: those take turns.</summary>
    public IReadOnlyList<BatchedRecord> Take(IUnitOfWork uow, int most)
    {
        var batch = new List<BatchedRecord>(most);
        while (batch.Count < most && group < groups.Count)
        {
            var page = uow.Records.PageOfGroup(groups[group], afterId, notedUpTo, most - batch.Count);
            foreach (var record in page)
            {
                afterId = record.Planned.RecordId;
                if (record.Planned.Address.Store == store && !held.Contains(record.Planned.Address) && !inDoubt.Contains(record.Planned.RecordId))
                    batch.Add(record);
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
