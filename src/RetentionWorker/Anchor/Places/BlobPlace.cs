using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Anchor.Places;

/// <summary>
/// Checkpoints in an Azure container, one blob each, named after their size, never overwritten. Where the container has a time-based retention policy that is locked, nobody can take one away before
/// its time, not even whoever owns the account.
/// </summary>
internal sealed class BlobPlace(string name, BlobContainerClient container) : IAnchorPlace
{
    private const int NotFound = 404;
    private const int Conflict = 409;

    public string Name => name;

    public string Kind => AnchorKinds.AzureBlob;

    public async Task<AnchorReceipt> TakeAsync(LogCheckpoint checkpoint, CancellationToken ct)
    {
        Earlier.MustBegin(checkpoint, Latest(checkpoint.Origin, ct));
        var blob = container.GetBlobClient(FolderOf(checkpoint.Origin) + checkpoint.Size.ToString("D20", CultureInfo.InvariantCulture));
        try
        {
            await blob.UploadAsync(new BinaryData(checkpoint.Note), new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, ct);
        }
        catch (RequestFailedException fault) when (fault.Status == Conflict)
        {
            if (!Read(blob, ct).AsSpan().SequenceEqual(checkpoint.Note))
                throw new AnchorFault(RefusedAnchor.OtherHistory, fault);
        }
        catch (RequestFailedException fault)
        {
            throw new AnchorFault(WordOf(fault), fault);
        }
        return new AnchorReceipt(checkpoint.Note, null);
    }

    public byte[]? Latest(string origin, CancellationToken ct)
    {
        try
        {
            var last = container.GetBlobs(BlobTraits.None, BlobStates.None, FolderOf(origin), ct).Select(b => b.Name).LastOrDefault();
            return last is null ? null : Read(container.GetBlobClient(last), ct);
        }
        catch (RequestFailedException fault)
        {
            throw new AnchorFault(WordOf(fault), fault);
        }
        catch (AggregateException fault)
        {
            throw new AnchorFault(AnchorCodes.Unreachable, fault);
        }
    }

    private static byte[] Read(BlobClient blob, CancellationToken ct)
    {
        try
        {
            return blob.DownloadContent(ct).Value.Content.ToArray();
        }
        catch (RequestFailedException fault)
        {
            throw new AnchorFault(WordOf(fault), fault);
        }
    }

    private static string WordOf(RequestFailedException fault) => fault.Status is 0 or NotFound ? AnchorCodes.Unreachable : AnchorCodes.Refused;

    private static string FolderOf(string origin) => origin.Replace('/', '-') + "/";
}
