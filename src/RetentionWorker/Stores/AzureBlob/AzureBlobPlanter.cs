using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using NodaTime;
using Retention.Domain.Facts;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>Makes blobs by names that do not exist: the service itself refuses to replace one, and dates them itself.</summary>
internal sealed class AzureBlobPlanter(BlobContainerClient container, BlobCalls calls, IStoreIdentity identity) : IRecordPlanter
{
    public async Task<PlantOutcome> PlantAsync(RecordName name, ReadOnlyMemory<byte> content, Instant at, string expected, CancellationToken ct)
    {
        if (BlobAddress.Blob(container, name) is not { } blob)
            throw new StoreFault(StoreFaultKind.Denied, BlobAddress.NotAddressable, "No request can be made that reaches exactly this name.");
        await AzureBlobIdentity.RequireSameAsync(identity, expected, ct);
        var onlyNew = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        try
        {
            await calls.CallAsync(token => blob.UploadAsync(BinaryData.FromBytes(content), onlyNew, token), ct);
            return PlantOutcome.Planted;
        }
        catch (StoreFault fault) when (fault.InnerException is BlobError { Status: 409 or 412 } && fault.Code is "BlobAlreadyExists" or "ConditionNotMet")
        {
            return PlantOutcome.Exists;
        }
    }
}
