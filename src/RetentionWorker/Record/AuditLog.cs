using Retention.Domain.Audit;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>The writing end of the audit log.</summary>
internal sealed class AuditLog(ICheckpointSigner signer)
{
    /// <summary>
    /// Appends the entries, in their order, as part of the unit of work: the head is read inside the same writing transaction, so entries of several processes
    /// never take the same place, and the new head is signed inside it too. Nothing is on the log until the unit of work has committed; then it is durable and covered
    /// by a signed checkpoint. A key that signs for the first time is put on the log before what it signs.
    /// </summary>
    public PendingReceipts Append(IUnitOfWork uow, IReadOnlyList<AuditEntry> entries)
    {
        var head = uow.Log.Head();
        if (entries.Count == 0)
            return new(uow, head.Size, entries);

        var frontier = TreeFrontier.At(head.Size, head.Edge, head.Root);
        var vkey = signer.VKeyAfter(head.Signed?.VKey);
        var writer = new CanonicalWriter();
        var bytes = new List<byte[]>(entries.Count + 1);
        if (vkey is not null && vkey != head.Signed?.VKey)
            Add(new AuditEntry.LogKeyUsed(entries[0].At, "schedule", vkey, head.Signed?.VKey));
        var first = head.Size + bytes.Count;
        foreach (var entry in entries)
            Add(entry);
        uow.Clock.Raise(entries.Max(e => e.At));
        var root = frontier.Root();
        uow.Log.Append(head.Size, bytes, new LogHead(frontier.Size, root, frontier.Edge)
        {
            Signed = vkey is not null ? new SignedHead(signer.Sign(frontier.Size, root), vkey) : null,
        });
        return new(uow, first, entries);

        void Add(AuditEntry entry)
        {
            var written = entry.ToBytes(head.Size + bytes.Count, writer);
            frontier.Append(MerkleTree.LeafHash(written));
            bytes.Add(written);
        }
    }
}
