using System.Runtime.CompilerServices;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>
/// The read side of a container. The pages and the identity that a listing uses may be wrapped for patience, since a listing is too long
/// to be one operation; a verification is one.
/// </summary>
internal sealed class AzureBlobReader(StoreName store, IRecordPages pages, IStoreIdentity identity, BlobVerification verification) : IRecordReader
{
    public StoreName Store => store;

    /// <summary>What the last complete listing saw besides records.</summary>
    public CopiesSeen? LastCopies { get; private set; }

    public async IAsyncEnumerable<IReadOnlyList<DiscoveredItem>> DiscoverAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var before = await AzureBlobIdentity.RequireAsync(identity, ct);
        var markers = new HashSet<string>(StringComparer.Ordinal);
        var copies = CopiesSeen.None;
        string? marker = null;
        string? first = null;
        do
        {
            var page = await pages.PageAsync(marker, ct);
            if (page.Next is { } next && !markers.Add(next))
                throw new StoreFault(StoreFaultKind.Garbled, "repeated-marker", "The listing goes round in a circle.");
            if (page.First is { } key && key == first)
                throw new StoreFault(StoreFaultKind.Garbled, "repeated-page", "The listing gave the same page twice.");
            first = page.First ?? first;
            copies = copies.Plus(page.Copies);
            if (page.Items.Count > 0)
                yield return page.Items;
            marker = page.Next;
        }
        while (marker is not null);
        await AzureBlobIdentity.RequireSameAsync(identity, before, ct);
        LastCopies = copies;
    }

    public Task<IReadOnlyList<VerificationOutcome>> VerifyAsync(IReadOnlyList<RecordName> names, CancellationToken ct) => verification.VerifyAsync(names, ct);
}
