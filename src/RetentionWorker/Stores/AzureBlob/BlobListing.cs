using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>One page as the service gave it. <paramref name="Next"/> is null on the last page.</summary>
internal sealed record BlobListingPage(IReadOnlyList<BlobItem> Items, string? Next);

/// <summary>
/// Fetches single pages and believes none that it cannot check: a page of another container, or one that does not say whether another
/// follows, would pass for the end of a listing, and what is not listed would pass for gone.
/// </summary>
internal sealed class BlobListing(BlobContainerClient container, BlobCalls calls)
{
    private const int ExactPageSize = 5000;

    public async Task<BlobListingPage> PageAsync(string? prefix, string? marker, int size, BlobStates states, CancellationToken ct, BlobTraits traits = BlobTraits.None)
    {
        return await calls.PageAsync(
            async token =>
            {
                var pages = container.GetBlobsAsync(traits, states, prefix, token).AsPages(marker, size);
                await using var page = pages.GetAsyncEnumerator(token);
                if (!await page.MoveNextAsync())
                    throw new StoreFault(StoreFaultKind.Garbled, "no-page", "The blob service gave no page.");
                Check(page.Current.GetRawResponse());
                return new BlobListingPage(page.Current.Values, string.IsNullOrEmpty(page.Current.ContinuationToken) ? null : page.Current.ContinuationToken);
            },
            ct);
    }

    /// <summary>Every item of exactly this name. The name itself comes before all longer names, so a page that begins beyond it ends the search.</summary>
    public async Task<List<BlobItem>> ExactAsync(string name, BlobStates states, CancellationToken ct)
    {
        var exact = new List<BlobItem>();
        var markers = new HashSet<string>(StringComparer.Ordinal);
        string? marker = null;
        do
        {
            var page = await PageAsync(name, marker, ExactPageSize, states, ct);
            if (page.Items.Any(item => !item.Name.StartsWith(name, StringComparison.Ordinal)))
                throw BeyondPrefix();
            exact.AddRange(page.Items.Where(item => item.Name == name));
            if (page.Next is { } next && !markers.Add(next))
                throw new StoreFault(StoreFaultKind.Garbled, "repeated-marker", "The listing goes round in a circle.");
            marker = page.Items.Count > 0 && page.Items[^1].Name != name ? null : page.Next;
        }
        while (marker is not null);
        return exact;
    }

    /// <summary>Every item below the prefix, or null where they do not fit on one page.</summary>
    public async Task<IReadOnlyList<BlobItem>?> BelowAsync(string prefix, BlobStates states, CancellationToken ct)
    {
        var page = await PageAsync(prefix, null, ExactPageSize, states, ct);
        if (page.Items.Any(item => !item.Name.StartsWith(prefix, StringComparison.Ordinal)))
            throw BeyondPrefix();
        return page.Next is null ? page.Items : null;
    }

    private static StoreFault BeyondPrefix() => new(StoreFaultKind.Garbled, "page-beyond-prefix", "The listing shows names that were not asked for.");

    private void Check(Response reply)
    {
        // A name in the text cannot be taken for an element: the service escapes it.
        var text = reply.Content.ToMemory().Span;
        var head = text[..Math.Min(text.Length, 4096)];
        if (head.IndexOf("<EnumerationResults"u8) < 0 || text.LastIndexOf("<NextMarker"u8) < 0)
            throw new StoreFault(StoreFaultKind.Garbled, "page-without-end", "A page of the listing does not say whether another follows.");
        if (head.IndexOf(System.Text.Encoding.UTF8.GetBytes($" ContainerName=\"{container.Name}\"")) < 0)
            throw new StoreFault(StoreFaultKind.Garbled, "page-of-another-container", "A page of the listing is not of this container.");
    }
}
