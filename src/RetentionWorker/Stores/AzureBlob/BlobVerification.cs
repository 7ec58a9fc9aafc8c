using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>
/// Looks for names by listing with the name as prefix, which shares nothing with the path that a deletion takes, and would show snapshots,
/// versions, soft-deleted and uncommitted blobs too. The container's identity is checked before and after.
/// </summary>
internal sealed class BlobVerification(BlobContainerClient container, BlobListing listing, IStoreIdentity identity, BlobResidue residue, int parallelism)
{
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
        var outcomes = new VerificationOutcome[names.Count];
        StoreFault? fatal = null;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, names.Count),
            new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = ct },
            async (i, token) =>
            {
                try
                {
                    if (Volatile.Read(ref fatal) is null)
                        outcomes[i] = await LookAsync(names[i], asked, ofContainer, ct);
                }
                catch (StoreFault fault) when (fault.Kind is StoreFaultKind.Suspect or StoreFaultKind.Denied)
                {
                    Volatile.Write(ref fatal, fault);
                }
                catch (StoreFault fault)
                {
                    outcomes[i] = Unknown(fault);
                }
            });
        if (fatal is not null)
            throw fatal;
        await AzureBlobIdentity.RequireSameAsync(identity, before, ct);
        return outcomes;
    }

    private async Task<VerificationOutcome> LookAsync(RecordName name, BlobStatesAsked asked, IReadOnlyList<Residue> ofContainer, CancellationToken ct)
    {
        if (BlobAddress.Blob(container, name) is null)
            return new VerificationOutcome.Unknown(BlobAddress.NotAddressable);
        var text = BlobAddress.Text(name)!;
        var items = await asked.AskAsync(states => listing.ExactAsync(text, states, ct));
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
