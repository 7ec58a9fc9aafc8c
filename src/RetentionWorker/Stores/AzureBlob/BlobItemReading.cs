using Azure.Storage.Blobs.Models;
using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Holds;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>What one item of a listing is.</summary>
internal enum BlobItemKind
{
    /// <summary>The current content of a name: a record.</summary>
    Current,
    Snapshot,
    Version,
    SoftDeleted,
}

/// <summary>Reads items of a listing.</summary>
internal static class BlobItemReading
{
    public static BlobItemKind Kind(BlobItem item) => item switch
    {
        { Deleted: true } => BlobItemKind.SoftDeleted,
        { Snapshot.Length: > 0 } => BlobItemKind.Snapshot,
        { HasVersionsOnly: true } => BlobItemKind.Version,
        { VersionId.Length: > 0, IsLatestVersion: not true } => BlobItemKind.Version,
        _ => BlobItemKind.Current,
    };

    /// <summary>A current item as a record; one that cannot be told by a version, or not be dated, is named as unreadable.</summary>
    public static DiscoveredItem Record(BlobItem item)
    {
        var name = RecordName.FromText(item.Name);
        if (Version(item) is not { } version)
            return new DiscoveredItem.Unreadable(name, "no-etag");
        if (item.Properties.LastModified is not { } modified)
            return new DiscoveredItem.Unreadable(name, "no-date");
        return new DiscoveredItem.Found(name, version, item.Properties.ContentLength ?? 0, Instant.FromDateTimeOffset(modified)) { Hold = Hold(item.Properties) };
    }

    /// <summary>The blob's own legal hold and immutability. Those of its container are not in a listing: a deletion that they refuse tells of them.</summary>
    private static StoreHold? Hold(BlobItemProperties properties)
    {
        Instant? until = properties.ImmutabilityPolicy?.ExpiresOn is { } expires ? Instant.FromDateTimeOffset(expires) : null;
        return properties.HasLegalHold || until is not null ? new StoreHold(properties.HasLegalHold, until) : null;
    }

    /// <summary>The item's ETag without quotes: a listing writes none, a reply to a request does.</summary>
    public static RecordVersion? Version(BlobItem item)
    {
        var tag = item.Properties.ETag?.ToString().Trim('"');
        return string.IsNullOrEmpty(tag) ? null : new RecordVersion(tag);
    }

    /// <summary>Tells one item of a listing from every other.</summary>
    public static string Key(BlobItem item) => $"{item.Name}\n{item.Snapshot}\n{item.VersionId}\n{item.Deleted}";
}
