using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores.Files.Native;

namespace RetentionWorker.Stores.Files;

/// <summary>
/// The destructive side of a folder. <paramref name="participantDepth"/> is how many segments of a name lead up to and include the
/// participant's (3 in <c>{project}/{category}/{participant}/{*}</c>), null where names tell of none: folders at that depth or deeper go
/// with their last record.
/// </summary>
internal sealed class FilesEraser(StoreName store, string rootPath, bool overwrite, int? participantDepth) : IRecordEraser
{
    private volatile string? lostDurability;

    public Task<IReadOnlyList<ErasureOutcome>> EraseAsync(IReadOnlyList<ErasureOrder> orders, IErasureGate gate, CancellationToken ct) =>
        Task.Run(() => Erase(orders, gate, ct), CancellationToken.None);

    public Task TidyAsync(IReadOnlyList<RecordName> gone, CancellationToken ct) => Task.Run(() => Tidy(gone, ct), ct);

    private void Tidy(IReadOnlyList<RecordName> gone, CancellationToken ct)
    {
        using var root = OpenRoot.OpenAdopted(rootPath, out var identity);
        using var directories = new TouchedDirectories(root);
        var emptied = new EmptiedFolders(directories, participantDepth);
        foreach (var (directory, _) in FileName.ByDirectory(gone.Count, i => FileName.RefusalOf(gone[i].Bytes) is null ? gone[i] : null))
        {
            ct.ThrowIfCancellationRequested();
            emptied.Remove(directory, () => true);
        }
        root.RequireUnchanged(identity);
        if (directories.Flush() is not 0 and var errno)
            throw new StoreFault(StoreFaultKind.Suspect, "fsync-" + Errno.Code(errno), "A folder could not be flushed after emptied ones were removed from it.");
    }

    internal IReadOnlyList<ErasureOutcome> Erase(IReadOnlyList<ErasureOrder> orders, IErasureGate gate, CancellationToken ct)
    {
        foreach (var order in orders)
        {
            if (order.Record.Address.Store != store)
                throw new ArgumentException("An order for another store.", nameof(orders));
        }
        if (lostDurability is { } code)
            throw new StoreFault(StoreFaultKind.Suspect, code, "A flush failed here before; whether erasures are durable is unknown until the program is started again.");
        if (orders.Count == 0)
            return [];
        using var root = OpenRoot.OpenAdopted(rootPath, out var identity);
        foreach (var order in orders)
        {
            if (!string.Equals(order.StoreIdentity, identity, StringComparison.Ordinal))
                throw new StoreFault(StoreFaultKind.Suspect, "marker-differs", "The folder is not the store that the plan was made for.");
        }
        using var erasure = new ErasureBatch(root, identity, orders, gate, overwrite, participantDepth, ct);
        var outcomes = erasure.Run();
        // What a failed flush lost, a later one that succeeds does not bring back: nothing more is erased by this process.
        lostDurability ??= erasure.LostDurability;
        return outcomes;
    }
}
