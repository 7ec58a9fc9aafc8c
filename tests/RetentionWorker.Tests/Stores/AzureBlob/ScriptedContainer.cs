using System.Globalization;
using System.Security;
using Retention.Domain.Facts;
using RetentionWorker.Hosting.Resilience;
using RetentionWorker.Stores;
using RetentionWorker.Stores.AzureBlob;
using RetentionWorker.Tests.Hosting.Resilience;

namespace RetentionWorker.Tests.Stores.AzureBlob;

/// <summary>
/// A container as the real service would answer for it, on a scripted server: a handful of blobs, and a hook that answers instead. For
/// what a real Azurite cannot be made to do.
/// </summary>
internal sealed class ScriptedContainer : IAsyncDisposable
{
    private readonly ScriptedService service;
    private readonly string folder = Directory.CreateTempSubdirectory("retention-scripted-").FullName;
    private readonly SortedDictionary<string, string> blobs = new(StringComparer.Ordinal);

    public ScriptedContainer(string container = "archive", AzureBlobDeclaredOptions? declared = null, int pageSize = 5000)
    {
        Name = container;
        service = new ScriptedService(Answer);
        File.WriteAllText(Path.Combine(folder, "connection"), $"DefaultEndpointsProtocol=http;AccountName=account;AccountKey=c2VjcmV0;BlobEndpoint=http://127.0.0.1:{service.Port}/account;");
        var options = new AzureBlobStoreOptions
        {
            Container = container,
            Template = "{project}/{category}/{participant}/{*}",
            ConnectionStringFile = "connection",
            PageSize = pageSize,
            PageSeconds = 60,
            CallSeconds = 30,
            Declared = declared ?? new AzureBlobDeclaredOptions { Versioning = false, SoftDeleteDays = 0, Replicated = false, BackupDays = 0 },
        };
        Assert.Empty(AzureBlobStoreOptionsCheck.Problems("stores.archive", options, folder));
        Store = new AzureBlobStore(StoreHarness.Name, BlobConnection.Open(options, folder), options, new StandingClock(ContainerBed.Now), Time);
        Patient = ResilientStore.Of(Store, new ResilienceOptions { BudgetSeconds = 120, Attempts = 4 }, Time);
        service.OnStall = () => Time.Advance(TimeSpan.FromSeconds(61));
    }

    public string Name { get; }

    public HurriedTime Time { get; } = new();

    /// <summary>The store as it is.</summary>
    public AzureBlobStore Store { get; }

    /// <summary>The store with patience.</summary>
    public ResilientStore Patient { get; }

    public string? Identity { get; set; } = StoreHarness.Adopted;

    /// <summary>Answers instead of the container; null leaves it to the container.</summary>
    public Func<ScriptedRequest, ScriptedReply?> Hook { get; set; } = _ => null;

    public IReadOnlyCollection<ScriptedRequest> Requests => service.Requests;

    public IReadOnlyList<ScriptedRequest> Deletes => [.. service.Requests.Where(request => request.IsDelete)];

    public IReadOnlyCollection<string> Names => blobs.Keys;

    public (RecordName Name, RecordVersion Version) Put(string name, string etag = "0x8D1")
    {
        blobs[name] = etag;
        return (RecordName.FromText(name), new RecordVersion(etag));
    }

    /// <summary>A page as the service writes it; null for <paramref name="next"/> is the last.</summary>
    public string Page(IEnumerable<string> items, string? next = null, string? container = null) =>
        $"﻿<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ServiceEndpoint=\"https://account.blob.core.windows.net/\" ContainerName=\"{container ?? Name}\"><Blobs>"
        + string.Concat(items) + "</Blobs>" + (next is null ? "<NextMarker />" : $"<NextMarker>{next}</NextMarker>") + "</EnumerationResults>";

    public static string Item(string name, string etag = "0x8D1", string more = "", string properties = "", int length = 1) =>
        $"<Blob><Name>{SecurityElement.Escape(name)}</Name>{more}<Properties><Creation-Time>Mon, 16 Nov 2026 02:05:02 GMT</Creation-Time><Last-Modified>Mon, 16 Nov 2026 02:05:02 GMT</Last-Modified>"
        + $"<Etag>{etag}</Etag><Content-Length>{length.ToString(CultureInfo.InvariantCulture)}</Content-Length><BlobType>BlockBlob</BlobType>{properties}</Properties><OrMetadata /></Blob>";

    public async Task<List<DiscoveredItem>> ListAsync(IRecordReader? reader = null)
    {
        var found = new List<DiscoveredItem>();
        await foreach (var page in (reader ?? Store.Reader()).DiscoverAsync(TestContext.Current.CancellationToken))
            found.AddRange(page);
        return found;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return service.DisposeAsync();
    }

    /// <summary>What the container itself does with a request.</summary>
    public ScriptedReply Container(ScriptedRequest request)
    {
        if (request.IsService)
            return ScriptedReply.Error(403, "AuthorizationPermissionMismatch");
        if (request.IsContainer)
            return new ScriptedReply(200) { Headers = Identity is null ? [] : new() { ["x-ms-meta-" + AzureBlobIdentity.Key] = Identity, ["ETag"] = "\"0x1\"", ["Last-Modified"] = "Sun, 22 Nov 2026 10:15:00 GMT" } };
        if (request.IsList)
            return new ScriptedReply(200, Page(blobs.Where(blob => blob.Key.StartsWith(request.Query("prefix") ?? "", StringComparison.Ordinal)).Select(blob => Item(blob.Key, blob.Value))));
        var name = Uri.UnescapeDataString(request.Path[$"/account/{Name}/".Length..]);
        if (!request.IsDelete)
            return ScriptedReply.Error(501, "NotImplemented");
        if (!blobs.TryGetValue(name, out var etag))
            return ScriptedReply.Error(404, "BlobNotFound");
        if (!request.Headers.TryGetValue("If-Match", out var wanted) || wanted != $"\"{etag}\"")
            return ScriptedReply.Error(412, "ConditionNotMet");
        blobs.Remove(name);
        return new ScriptedReply(202) { Headers = { ["x-ms-delete-type-permanent"] = "true" } };
    }

    private ScriptedReply Answer(ScriptedRequest request)
    {
        lock (blobs)
            return Hook(request) ?? Container(request);
    }
}
