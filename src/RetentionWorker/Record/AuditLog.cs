using NodaTime;
using Retention.Domain.Audit;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>The writing end of the audit log.</summary>
internal sealed class AuditLog(ICheckpointSigner signer)
{
    /// <summary>
    /// Appends the entries, in their order, as part of the unit of work: the head is read inside the same writing transaction, so entries of several processes
    /// never take the same place, and the new head is signed inside it too, where several share it once for all. Nothing is on the log until the unit of work has committed; then it is durable and covered
    /// by a signed checkpoint. A key that signs for the first time is put on the log before what it signs.
    /// </summary>
    public PendingReceipts Append(IUnitOfWork uow, IReadOnlyList<AuditEntry> entries)
    {
        var head = uow.Log.Head();
        if (entries.Count == 0)
            return new(uow, head.Size, entries);

        var onLog = head.Signed?.VKey;
        // What another unit of this transaction left is not durable yet, so nothing may be done for it that cannot be undone: the key that it signs by is taken as it is.
        var vkey = head.IsOwn && onLog is not null ? onLog : signer.VKeyAfter(onLog);
        List<AuditEntry> all = vkey is not null && onLog is null ? [new AuditEntry.LogKeyUsed(entries[0].At, "schedule", vkey), .. entries] : [.. entries];
        Write(uow, head, all, vkey);
        return new(uow, head.Size + all.Count - entries.Count, entries);
    }

    /// <summary>
    /// Hands the log to a new key, as part of the unit of work: one entry, which the key before it endorses, under a head that the new one signs. Nothing else is appended in the same one, for
    /// who signs next goes by what is durable. Throws <see cref="LogKeyRefusal"/> where nothing is signed yet. <paramref name="before"/> are all keys that the log had.
    /// </summary>
    public (AuditEntry.LogKeyUsed Named, PendingReceipts Pending) HandOver(IUnitOfWork uow, Instant at, string actor, IReadOnlyCollection<string> before)
    {
        var head = uow.Log.Head();
        if (head.Signed is not { VKey: var previous })
            throw new LogKeyRefusal("nothing on the log is signed yet: whatever is written next makes its first key");
        var next = signer.Succeed(previous, head.Size, before);
        var named = new AuditEntry.LogKeyUsed(at, actor, next.VKey, previous, Convert.ToBase64String(next.Endorsement));
        Write(uow, head, [named], next.VKey);
        return (named, new(uow, head.Size, [named]));
    }

    private void Write(IUnitOfWork uow, LogHead head, IReadOnlyList<AuditEntry> entries, string? vkey)
    {
        var frontier = head.IsOwn ? TreeFrontier.GoingOn(head.Size, head.Edge) : TreeFrontier.At(head.Size, head.Edge, head.Root);
        var writer = new CanonicalWriter();
        var bytes = new List<byte[]>(entries.Count);
        foreach (var entry in entries)
        {
            var written = entry.ToBytes(head.Size + bytes.Count, writer);
            frontier.Append(MerkleTree.LeafHash(written));
            bytes.Add(written);
        }
        uow.Clock.Raise(entries.Max(e => e.At));
        var (size, root) = (frontier.Size, new Lazy<byte[]>(frontier.Root));
        uow.Log.Append(head.Size, bytes, new LogHead(size, root, frontier.Edge)
        {
            Signed = vkey is not null ? new SignedHead(() => signer.Sign(vkey, size, root.Value), vkey) : null,
        });
    }
}
