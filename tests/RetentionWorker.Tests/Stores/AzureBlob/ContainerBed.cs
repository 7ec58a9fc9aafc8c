using Azure;
using Azure.Storage.Blobs;
using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Stores;
using RetentionWorker.Stores.AzureBlob;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Stores.AzureBlob;

/// <summary>A container of its own in a real Azurite, adopted, and the store under test on it.</summary>
internal sealed class ContainerBed : StoreHarness
{
    public static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 10, 15);
    private static int number;

    private readonly AzureBlobStore store;
    private readonly AzureBlobReader reader;
    private Dictionary<string, string>? unplugged;

    private ContainerBed(AzuriteServer azurite, AzureBlobStoreOptions options, string folder)
    {
        Folder = folder;
        var settings = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05) { TrimBlobNameSlashes = false };
        Service = new BlobServiceClient(azurite.ConnectionString, settings);
        Container = Service.GetBlobContainerClient(options.Container);
        store = new AzureBlobStore(Name, BlobConnection.Open(options, folder), options, new StandingClock(Now), TimeProvider.System);
        reader = store.Reader();
    }

    public string Folder { get; }

    /// <summary>The test's own way to the service.</summary>
    public BlobServiceClient Service { get; }

    /// <summary>The test's own way to the container.</summary>
    public BlobContainerClient Container { get; }

    public override IRecordReader Reader => reader;

    public AzureBlobReader BlobReader => reader;

    public override IRecordEraser Eraser => store.Eraser;

    public override IStoreIdentity Identity => store.Identity;

    public override IStoreClock Clock => store.Clock;

    public override IRecordPlanter Planter => store.Planter;

    public override IReadOnlyList<RecordName> AwkwardNames { get; } =
        [.. ((string[])["a", "A", "aa", "trail/", "trail", "/lead", "lead", "//lead", "a//b", "a/b", "a/", "a%2Fb", "%2e%2e/x", "sp ace", " lead", "trail ", "plus+", "q?x#y&z=1", "x.", ".hidden",
            "...", "ü/é", "u\u0308/e\u0301", "😀", "tab\tx", "new\nline", "<x>&amp;", "\u007f", new string('n', 1024)]).Select(RecordName.FromText)];

    public override IReadOnlyList<RecordName> ImpossibleNames { get; } =
        [.. ((string[])["", ".", "..", "../other/x", "a/../../other/x", "a/./b", "a/.", "x/..", "a\\b", "a\0b", new string('n', 1025)]).Select(RecordName.FromText), RecordName.Parse("p/\\xFF\\xFE")];

    public override int Many => 300;

    public static async Task<ContainerBed> StartAsync(AzuriteFixture fixture, Func<AzureBlobStoreOptions, AzureBlobStoreOptions>? change = null)
    {
        var azurite = await fixture.ServerAsync();
        var folder = Directory.CreateTempSubdirectory("retention-blob-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "connection"), azurite.ConnectionString + "\n");
        var options = new AzureBlobStoreOptions
        {
            Service = azurite.Service.ToString(),
            Container = $"archive-{Interlocked.Increment(ref number)}",
            Template = "{project}/{category}/{participant}/{*}",
            ConnectionStringFile = "connection",
            ServiceVersion = AzuriteServer.ServiceVersion,
            PageSize = 100,
            Declared = new AzureBlobDeclaredOptions { Versioning = false, SoftDeleteDays = 0, Replicated = false, BackupDays = 0 },
        };
        options = change?.Invoke(options) ?? options;
        Assert.Empty(AzureBlobStoreOptionsCheck.Problems("stores.archive", options, folder));
        var bed = new ContainerBed(azurite, options, folder);
        await bed.Container.CreateAsync();
        await bed.Identity.WriteAsync(Adopted, TestContext.Current.CancellationToken);
        return bed;
    }

    public override Task PutAsync(RecordName name, string content) =>
        Container.GetBlobClient(BlobAddress.Text(name)).UploadAsync(BinaryData.FromString(content), overwrite: true);

    public override async Task<string?> ContentAsync(RecordName name)
    {
        try
        {
            return (await Container.GetBlobClient(BlobAddress.Text(name)).DownloadContentAsync()).Value.Content.ToString();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    public override async Task UnplugAsync()
    {
        unplugged = [];
        await foreach (var blob in Container.GetBlobsAsync())
            unplugged[blob.Name] = (await ContentAsync(RecordName.FromText(blob.Name)))!;
        await Container.DeleteAsync();
    }

    public override async Task ReplugAsync()
    {
        await Container.CreateAsync(metadata: new Dictionary<string, string> { [AzureBlobIdentity.Key] = Adopted });
        foreach (var (name, content) in unplugged!)
            await PutAsync(RecordName.FromText(name), content);
    }

    public override Task ReplaceIdentityAsync(string? identity) =>
        Container.SetMetadataAsync(identity is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [AzureBlobIdentity.Key] = identity });

    public override async ValueTask DisposeAsync()
    {
        await Container.DeleteIfExistsAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>A clock that stands still.</summary>
internal sealed class StandingClock(Instant now) : IClock
{
    public Instant GetCurrentInstant() => now;
}
