using System.Runtime.CompilerServices;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores.Files.Native;

namespace RetentionWorker.Stores.Files;

/// <summary>The read side of a folder. Every call opens the root anew and checks the identity before its first and after its last read.</summary>
internal sealed class FilesReader(StoreName store, string rootPath, bool overwritten = false) : IRecordReader
{
    public StoreName Store => store;

    public async IAsyncEnumerable<IReadOnlyList<DiscoveredItem>> DiscoverAsync([EnumeratorCancellation] CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        using var root = OpenRoot.OpenAdopted(rootPath, out var identity);
        using var walker = new Walker(root, overwritten);
        while (!walker.IsAtEnd)
        {
            var page = await Task.Run(() => walker.NextPage(ct), ct);
            root.RequireIdentity(identity);
            // An empty one too: it tells that the listing goes on.
            if (page.Count > 0 || !walker.IsAtEnd)
                yield return page;
        }
        root.RequireUnchanged(identity);
    }

    public Task<IReadOnlyList<VerificationOutcome>> VerifyAsync(IReadOnlyList<RecordName> names, CancellationToken ct) =>
        Task.Run(() => Verify(names, ct), ct);

    public Task SettleAsync(CancellationToken ct) => Task.Run(Settle, ct);

    internal void Settle()
    {
        using var root = OpenRoot.OpenAdopted(rootPath, out _);
        var number = root.OpenDirectory([]);
        if (number < 0)
            throw Errno.Fault(-number, "its file system was flushed");
        using var directory = new Descriptor(number);
        var result = LibC.SyncFileSystem(number);
        if (result < 0)
            throw new StoreFault(StoreFaultKind.Suspect, "syncfs-" + Errno.Code(-result), "The folder's file system could not be flushed.");
    }

    internal IReadOnlyList<VerificationOutcome> Verify(IReadOnlyList<RecordName> names, CancellationToken ct)
    {
        using var root = OpenRoot.OpenAdopted(rootPath, out var identity);
        var outcomes = new Verification(root, names).Run(ct);
        root.RequireUnchanged(identity);
        return outcomes;
    }
}
