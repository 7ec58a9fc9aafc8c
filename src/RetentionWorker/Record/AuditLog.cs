using Retention.Domain.Audit;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>The writing end of the audit log.</summary>
internal sealed class AuditLog
{
    /// <summary>
    /// Appends the entries, in their order, as part of the unit of work: the head is read inside the same writing transaction, so entries of several processes
    /// never take the same place. Nothing is on the log until the unit of work has committed.
    /// </summary>
    public PendingReceipts Append(IUnitOfWork uow, IReadOnlyList<AuditEntry> entries)
    {
        var head = uow.Log.Head();
        var first = head.Size;
        if (entries.Count == 0)
            return new(uow, first, entries);

        var frontier = TreeFrontier.At(head.Size, head.Edge, head.Root);
        var writer = new CanonicalWriter();
        var bytes = new List<byte[]>(entries.Count);
        foreach (var entry in entries)
        {
            var written = entry.ToBytes(first + bytes.Count, writer);
            frontier.Append(MerkleTree.LeafHash(written));
            bytes.Add(written);
        }
        uow.Clock.Raise(entries.Max(e => e.At));
        uow.Log.Append(first, bytes, new LogHead(frontier.Size, frontier.Root(), frontier.Edge));
        return new(uow, first, entries);
    }
}
