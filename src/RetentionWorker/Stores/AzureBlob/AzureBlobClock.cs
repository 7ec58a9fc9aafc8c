using Azure.Storage.Blobs;
using NodaTime;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>The service's clock: the date that it puts on its answers, to the second.</summary>
internal sealed class AzureBlobClock(BlobContainerClient container, BlobCalls calls) : IStoreClock
{
    public Task<ToldTime?> TellAsync(CancellationToken ct) => calls.CallAsync(
        async token => (await container.GetPropertiesAsync(null, token)).GetRawResponse().Headers.Date is { } date
            ? new ToldTime(Instant.FromDateTimeOffset(date), IsElsewhere: true) : null,
        ct);
}
