namespace RetentionWorker.Stores.AzureBlob;

/// <summary>The pages of a container's listing. Current blobs are records; snapshots, versions and soft-deleted blobs are counted as copies.</summary>
internal sealed class BlobPages(BlobListing listing, int pageSize) : IRecordPages
{
    private BlobStatesAsked asked = new(uncommittedToo: false);

    public async Task<RecordPage> PageAsync(string? marker, CancellationToken ct)
    {
        if (marker is null)
            asked = new BlobStatesAsked(uncommittedToo: false);
        var page = await asked.AskAsync(states => listing.PageAsync(null, marker, pageSize, states, ct));
        var kinds = page.Items.ToLookup(BlobItemReading.Kind);
        var copies = new CopiesSeen(kinds[BlobItemKind.Snapshot].LongCount(), kinds[BlobItemKind.Version].LongCount(), kinds[BlobItemKind.SoftDeleted].LongCount()) { Asked = asked.Everything };
        return new RecordPage([.. kinds[BlobItemKind.Current].Select(BlobItemReading.Record)], page.Next, page.Items.Count == 0 ? null : BlobItemReading.Key(page.Items[0]), copies);
    }
}
