using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>
/// Looks for names by listing with the name as prefix, or with the folder of several of them, which shares nothing with the path that a deletion takes, and would show snapshots,
/// versions, soft-deleted and uncommitted blobs too. The container's identity is checked before and after.
/// </summary>
internal sealed class BlobVerification(BlobContainerClient container, BlobListing listing, IStoreIdentity identity, BlobResidue residue, int parallelism)
{
    /// <summary>From so many names of one folder on, its page is asked for in their place.</summary>
    private const int WorthAFolder = 3;

    /// <summary>The word of the evidence.</summary>
    public const string ListedAbsent = "listed-absent";

    public async Task<IReadOnlyList<VerificationOutcome>> VerifyAsync(IReadOnlyList<RecordName> names, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (names.Count == 0)
            return [];
        var before = await AzureBlobIdentity.RequireAsync(identity, ct);
        var asked = new BlobStatesAsked(uncommittedToo: true);
        var ofContainer = await residue.OfContainerAsync(ct);
        var outcomes = new VerificationOutcome?[names.Count];
        var together = Enumerable.Range(0, names.Count).GroupBy(i => FolderOf(names[i])).Where(folder => folder.Key is not null && folder.Count() >= WorthAFolder);
        await ForEachAsync(together, async folder => await LookBelowAsync(folder.Key!, folder, names, outcomes, asked, ofContainer, ct), (_, _) => { }, ct);
        // What a folder's page did not answer is asked for name by name.
        await ForEachAsync(
            Enumerable.Range(0, names.Count).Where(i => outcomes[i] is null), async i => outcomes[i] = await LookAsync(names[i], asked, ofContainer, ct),
            (i, fault) => outcomes[i] = Unknown(fault), ct);
        await AzureBlobIdentity.RequireSameAsync(identity, before, ct);
        return outcomes!;
    }

    /// <summary>A fault that is the whole store's ends it; any other is that item's.</summary>
    private async Task ForEachAsync<T>(IEnumerable<T> items, Func<T, Task> look, Action<T, StoreFault> faulted, CancellationToken ct)
    {
        StoreFault? fatal = null;
        await Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = ct },
            async (item, _) =>
            {
                try
                {
                    if (Volatile.Read(ref fatal) is null)
                        await look(item);
                }
                catch (StoreFault fault) when (fault.Kind is StoreFaultKind.Suspect or StoreFaultKind.Denied)
                {
                    Volatile.Write(ref fatal, fault);
                }
                catch (StoreFault fault)
                {
                    faulted(item, fault);
                }
            });
        if (fatal is not null)
            throw fatal;
    }

    /// <summary>The name up to its last slash; null where it has none, or cannot be asked for.</summary>
    private string? FolderOf(RecordName name) =>
        BlobAddress.Blob(container, name) is not null && BlobAddress.Text(name) is { } text && text.LastIndexOf('/') is > 0 and var slash ? text[..(slash + 1)] : null;

    /// <summary>Several names of one folder by one complete page of it, which shows every state of each of them.</summary>
    private async Task LookBelowAsync(
        string folder, IEnumerable<int> indices, IReadOnlyList<RecordName> names, VerificationOutcome?[] outcomes, BlobStatesAsked asked, IReadOnlyList<Residue> ofContainer,
        CancellationToken ct)
    {
        if (await asked.AskAsync(states => listing.BelowAsync(folder, states, ct)) is not { } page)
            return;
        var byName = page.ToLookup(item => item.Name, StringComparer.Ordinal);
        foreach (var i in indices)
            outcomes[i] = await OutcomeAsync([.. byName[BlobAddress.Text(names[i])!]], asked, ofContainer, ct);
    }

    private async Task<VerificationOutcome> LookAsync(RecordName name, BlobStatesAsked asked, IReadOnlyList<Residue> ofContainer, CancellationToken ct)
    {
        if (BlobAddress.Blob(container, name) is null)
            return new VerificationOutcome.Unknown(BlobAddress.NotAddressable);
        var text = BlobAddress.Text(name)!;
        return await OutcomeAsync(await asked.AskAsync(states => listing.ExactAsync(text, states, ct)), asked, ofContainer, ct);
    }

    private async Task<VerificationOutcome> OutcomeAsync(List<BlobItem> items, BlobStatesAsked asked, IReadOnlyList<Residue> ofContainer, CancellationToken ct)
    {
        var current = items.Find(item => BlobItemReading.Kind(item) == BlobItemKind.Current);
        if (current is not null && !await IsUncommittedAsync(current, ct))
            return BlobItemReading.Version(current) is { } version ? new VerificationOutcome.Present(version) : new VerificationOutcome.Unknown("no-etag");
        var left = ofContainer.Concat(items.Select(residue.Of));
        if (!asked.Everything)
            left = left.Append(new Residue(ResidueKind.Undeclared, null));
        return new VerificationOutcome.Absent(ListedAbsent, Residue.Merge(left));
    }

    /// <summary>Blocks that nobody committed are listed like an empty blob, but only where they are asked for.</summary>
    private async Task<bool> IsUncommittedAsync(BlobItem item, CancellationToken ct) =>
        item.Properties.ContentLength is null or 0
        && (await listing.ExactAsync(item.Name, BlobStates.None, ct)).TrueForAll(seen => BlobItemReading.Kind(seen) != BlobItemKind.Current);

    private static VerificationOutcome.Unknown Unknown(StoreFault fault) => new(fault.Code)
    {
        Transient = fault.Kind is StoreFaultKind.Transient or StoreFaultKind.Throttled,
        RetryAfter = fault.RetryAfter is { } wait ? Duration.FromTimeSpan(wait) : null,
    };
}
