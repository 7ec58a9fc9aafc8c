using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>The container's identity, in its metadata. A container deleted and made again under the same name carries none.</summary>
internal sealed class AzureBlobIdentity(BlobContainerClient container, BlobCalls calls) : IStoreIdentity
{
    public const string Key = "retention_store_id";

    public async Task<string?> ReadAsync(CancellationToken ct) => Of(await PropertiesAsync(ct));

    public async Task WriteAsync(string identity, CancellationToken ct)
    {
        var before = await PropertiesAsync(ct);
        if (Of(before) is not null)
            throw new StoreFault(StoreFaultKind.Suspect, "marker-exists", "The container carries an identity already.");
        var metadata = new Dictionary<string, string>(before.Metadata) { [Key] = identity };
        await calls.CallAsync(token => container.SetMetadataAsync(metadata, null, token), ct);
        if (await ReadAsync(ct) != identity)
            throw new StoreFault(StoreFaultKind.Suspect, "marker-differs", "The container took another identity meanwhile.");
    }

    /// <summary>The identity, which must be there: without one nothing is listed, verified or erased.</summary>
    public static async Task<string> RequireAsync(IStoreIdentity identity, CancellationToken ct) =>
        await identity.ReadAsync(ct) ?? throw new StoreFault(StoreFaultKind.Suspect, "marker-missing", "The container carries no identity.");

    /// <summary>Throws where the container is no longer the one that it was.</summary>
    public static async Task RequireSameAsync(IStoreIdentity identity, string before, CancellationToken ct)
    {
        if (await RequireAsync(identity, ct) != before)
            throw new StoreFault(StoreFaultKind.Suspect, "marker-differs", "The container became another one meanwhile.");
    }

    private Task<BlobContainerProperties> PropertiesAsync(CancellationToken ct) =>
        calls.CallAsync(async token => (await container.GetPropertiesAsync(null, token)).Value, ct);

    private static string? Of(BlobContainerProperties properties) =>
        properties.Metadata is { } metadata && metadata.TryGetValue(Key, out var identity) && identity.Length > 0 ? identity : null;
}
