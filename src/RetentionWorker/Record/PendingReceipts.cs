using Retention.Domain.Audit;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>What an append will have put on the log once its unit of work commits. Until then there is a place for each entry, and no receipt.</summary>
internal sealed class PendingReceipts(IUnitOfWork uow, long firstSeq, IReadOnlyList<AuditEntry> entries)
{
    /// <summary>How many entries were appended.</summary>
    public int Count => entries.Count;

    /// <summary>The place of each entry, in their order; they are consecutive.</summary>
    public IReadOnlyList<long> Seqs { get; } = [.. Enumerable.Range(0, entries.Count).Select(i => firstSeq + i)];

    /// <summary>
    /// The receipts of the intents among the entries, in their order. Throws <see cref="InvalidOperationException"/> unless the unit of work has
    /// committed: an intent that is not durable permits nothing.
    /// </summary>
    public IReadOnlyList<AuditReceipt> AfterCommit()
    {
        if (!uow.Committed)
            throw new InvalidOperationException("The unit of work has not committed: these entries are not on the log.");
        var receipts = new List<AuditReceipt>(entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i] is AuditEntry.ErasureIntended intent)
                receipts.Add(AuditReceipt.Issue(firstSeq + i, intent.RecordId, intent.PlanDigest));
        }
        return receipts;
    }
}
