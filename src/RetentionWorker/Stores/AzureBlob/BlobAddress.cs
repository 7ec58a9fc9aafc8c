using System.Text;
using Azure.Storage.Blobs;
using Retention.Domain.Facts;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>
/// From a record's name to the blob that a request would reach, and back. A name such as <c>../other/x</c> is lawful in a listing, but the
/// address made of it leads into another container: what does not come back as the same name is never sent.
/// </summary>
internal static class BlobAddress
{
    /// <summary>Code of a refusal: no request can be made that reaches exactly this name.</summary>
    public const string NotAddressable = "name-not-addressable";

    private const int LongestName = 1024;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The name as the service writes it, or null where no blob can have it.</summary>
    public static string? Text(RecordName name)
    {
        if (name.Bytes.IsEmpty || !name.IsUtf8)
            return null;
        var text = Strict.GetString(name.Bytes);
        return text.Length <= LongestName && !text.Contains('\0') ? text : null;
    }

    /// <summary>The blob of exactly this name in exactly this container, or null.</summary>
    public static BlobClient? Blob(BlobContainerClient container, RecordName name)
    {
        // The service takes a backslash for a slash: no blob has one in its name, and the request would reach its neighbour.
        if (Text(name) is not { } text || text.Contains('\\'))
            return null;
        try
        {
            var blob = container.GetBlobClient(text);
            return ReadsBackAs(blob.Uri, container, text) ? blob : null;
        }
        catch (Exception e) when (e is UriFormatException or ArgumentException)
        {
            return null;
        }
    }

    private static bool ReadsBackAs(Uri address, BlobContainerClient container, string name)
    {
        var parsed = new BlobUriBuilder(address, trimBlobNameSlashes: false);
        var root = container.Uri.AbsolutePath.TrimEnd('/') + "/";
        return parsed.BlobContainerName == container.Name
            && parsed.AccountName == container.AccountName
            && parsed.BlobName == name
            && parsed.Snapshot.Length == 0 && parsed.VersionId.Length == 0
            && address.GetLeftPart(UriPartial.Authority) == container.Uri.GetLeftPart(UriPartial.Authority)
            && address.AbsolutePath.StartsWith(root, StringComparison.Ordinal)
            && Uri.UnescapeDataString(address.AbsolutePath[root.Length..]) == name;
    }
}
