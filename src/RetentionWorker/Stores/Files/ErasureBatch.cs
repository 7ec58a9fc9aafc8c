using Retention.Domain.Approvals;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores.Files.Native;

namespace RetentionWorker.Stores.Files;

/// <summary>
/// One call of the eraser. Directory by directory: names are removed, emptied folders go, and only when every touched directory of a part
/// was flushed is any of its outcomes called erased. The identity is looked at before each part, after it, and (with the root's path) at the end.
/// </summary>
internal sealed class ErasureBatch(
    OpenRoot root, string identity, IReadOnlyList<ErasureOrder> orders, IErasureGate gate, bool overwrite, int? participantDepth, CancellationToken ct) : IDisposable
{
    /// <summary>How many directories are erased from before they are flushed together.</summary>
    private const int DirectoriesPerPart = 64;

    private readonly ErasureOutcome?[] outcomes = new ErasureOutcome?[orders.Count];
    private readonly FileErasure file = new(gate, overwrite, ct);
    private TouchedDirectories directories = new(root);

    /// <summary>Set where a flush failed: the word for it.</summary>
    public string? LostDurability { get; private set; }

    public IReadOnlyList<ErasureOutcome> Run()
    {
        var groups = FileName.ByDirectory(orders.Count, i => Accept(i) ? orders[i].Record.Address.Name : null);
        foreach (var part in groups.Chunk(DirectoriesPerPart))
        {
            if (file.Stopped is null)
                RunPart(part);
        }
        if (CheckIdentity(() => root.RequireUnchanged(identity)) is { } code)
            Doubt(Enumerable.Range(0, orders.Count), code);
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] ??= new ErasureOutcome.Kept(orders[i], file.Stopped ?? KeptReason.StoreSuspect);
        return outcomes!;
    }

    public void Dispose() => directories.Dispose();

    private bool Accept(int index)
    {
        if (FileName.RefusalOf(orders[index].Record.Address.Name.Bytes) is not { } refusal)
            return true;
        outcomes[index] = new ErasureOutcome.Refused(orders[index], refusal);
        return false;
    }

    private void RunPart((byte[] Directory, List<int> Indices)[] part)
    {
        if (CheckIdentity(() => root.RequireIdentity(identity)) is not null)
        {
            file.Stopped = KeptReason.StoreSuspect;
            return;
        }
        foreach (var (directory, indices) in part)
        {
            if (file.Stopped is null)
                EraseFrom(directory, indices);
        }
        var emptied = new EmptiedFolders(directories, participantDepth);
        foreach (var (directory, indices) in part)
        {
            if (indices.Exists(i => outcomes[i] is ErasureOutcome.Erased or ErasureOutcome.AlreadyAbsent))
                emptied.Remove(directory, MayTidy);
        }
        var errno = directories.Flush();
        if (errno == 0)
            errno = file.FlushError;
        directories.Dispose();
        directories = new TouchedDirectories(root);
        if (errno == 0)
            return;
        LostDurability = "fsync-" + Errno.Code(errno);
        file.Stopped = KeptReason.StoreSuspect;
        Doubt(part.SelectMany(group => group.Indices), LostDurability);
    }

    private void EraseFrom(byte[] name, List<int> indices)
    {
        var directory = directories.Open(name, out var errno);
        if (directory is null && errno == Errno.ENOENT)
            TouchNearest(name);
        foreach (var i in indices)
        {
            if (file.Stopped is not null)
                return;
            outcomes[i] = directory is null
                ? WithoutDirectory(orders[i], errno)
                : file.Erase(directory, FileName.EntryOf(orders[i].Record.Address.Name.Bytes), orders[i]);
        }
    }

    /// <summary>
    /// Absent is as durable as erased: whoever removed the folder (this program, before it was killed) may not have flushed its parent.
    /// </summary>
    private void TouchNearest(ReadOnlySpan<byte> missing)
    {
        while (!missing.IsEmpty)
        {
            missing = FileName.DirectoryOf(missing);
            var parent = directories.Open(missing, out var errno);
            if (parent is not null)
                parent.IsTouched = true;
            if (parent is not null || errno != Errno.ENOENT)
                return;
        }
    }

    /// <summary>A symbolic link in a directory's place may lead to where the records live on: that is another place, not an absent record.</summary>
    private static ErasureOutcome WithoutDirectory(ErasureOrder order, int errno) => errno switch
    {
        Errno.ENOENT or Errno.ENOTDIR => new ErasureOutcome.AlreadyAbsent(order),
        Errno.ELOOP => new ErasureOutcome.Kept(order, KeptReason.Changed),
        _ => FileErasure.NotReached(order, errno),
    };

    /// <summary>
    /// Whether emptied folders may still go. They are the end of what was done, whose name may be a participant's, and nobody comes back to them: a stop, or a
    /// fact that was recorded meanwhile, keeps records and not them. A store in doubt keeps everything.
    /// </summary>
    private bool MayTidy() => file.Stopped is not KeptReason.StoreSuspect && gate.Closed() is not KeptReason.StoreSuspect;

    private static string? CheckIdentity(Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (StoreFault fault)
        {
            return fault.Code;
        }
    }

    /// <summary>What was called erased or absent so far is no longer certain: the verification has the word.</summary>
    private void Doubt(IEnumerable<int> indices, string code)
    {
        foreach (var i in indices)
        {
            outcomes[i] = outcomes[i] switch
            {
                ErasureOutcome.Erased => new ErasureOutcome.Failed(orders[i], code),
                ErasureOutcome.AlreadyAbsent => new ErasureOutcome.Kept(orders[i], KeptReason.StoreSuspect),
                var other => other,
            };
        }
    }
}
