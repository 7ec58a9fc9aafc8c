using Azure.Storage.Blobs;
using NodaTime;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>
/// What the account says of itself, as far as the credential may ask: its soft delete. Asked at most once an hour. An account that does
/// not tell is believed as declared; it never makes a declaration smaller.
/// </summary>
internal sealed class BlobSettings(BlobServiceClient service, BlobCalls calls, IClock clock)
{
    private static readonly Duration Fresh = Duration.FromHours(1);
    private readonly SemaphoreSlim one = new(1);
    private int days;
    private Instant? askedAt;

    /// <summary>Days for which deleted blobs are kept; 0 where there is no such setting or the account does not tell.</summary>
    public async Task<int> SoftDeleteDaysAsync(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            var now = clock.GetCurrentInstant();
            if (askedAt is { } at && now >= at && now - at < Fresh)
                return days;
            var policy = await calls.CallAsync(async token => (await service.GetPropertiesAsync(token)).Value.DeleteRetentionPolicy, ct);
            days = policy is { Enabled: true } ? Math.Max(1, policy.Days ?? 1) : 0;
            askedAt = now;
        }
        catch (StoreFault)
        {
            askedAt = clock.GetCurrentInstant();
        }
        finally
        {
            one.Release();
        }
        return days;
    }
}
