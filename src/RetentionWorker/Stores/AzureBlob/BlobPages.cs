using Azure.Storage.Blobs.Models;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>The pages of a container's listing. Current blobs are records; snapshots, versions and soft-deleted blobs are counted as copies.</summary>
internal sealed class BlobPages(BlobListing listing, int pageSize) : IRecordPages
{
    private const BlobTraits Holds = BlobTraits.LegalHold | BlobTraits.ImmutabilityPolicy;

    private BlobStatesAsked asked = new(uncommittedToo: false);
    private BlobTraits traits = Holds;

    public async Task<RecordPage> PageAsync(string? marker, CancellationToken ct)
    {
        if (marker is null)
            (asked, traits) = (new BlobStatesAsked(uncommittedToo: false), Holds);
        var page = await asked.AskAsync(states => WithHoldsAsync(marker, states, ct));
        var kinds = page.Items.ToLookup(BlobItemReading.Kind);
        var copies = new CopiesSeen(kinds[BlobItemKind.Snapshot].LongCount(), kinds[BlobItemKind.Version].LongCount(), kinds[BlobItemKind.SoftDeleted].LongCount()) { Asked = asked.Everything };
        return new RecordPage([.. kinds[BlobItemKind.Current].Select(BlobItemReading.Record)], page.Next, page.Items.Count == 0 ? null : BlobItemReading.Key(page.Items[0]), copies);
    }

    /// <summary>A service that knows no holds refuses to list them; then the records are listed without.</summary>
    private async Task<BlobListingPage> WithHoldsAsync(string? marker, BlobStates states, CancellationToken ct)
    {
        if (traits != BlobTraits.None)
        {
            try
            {
                return await listing.PageAsync(null, marker, pageSize, states, ct, traits);
            }
            catch (StoreFault fault) when (BlobStatesAsked.IsRefusal(fault.InnerException))
            {
            }
        }
        var page = await listing.PageAsync(null, marker, pageSize, states, ct);
        traits = BlobTraits.None;
        return page;
    }
}
