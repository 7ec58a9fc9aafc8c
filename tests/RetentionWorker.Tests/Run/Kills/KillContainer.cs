using System.Globalization;
using Azure.Storage.Blobs;
using RetentionWorker.CrashHost;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Run.Kills;

/// <summary>A container of its own in a real Azurite.</summary>
internal sealed class KillContainer : KillPlace
{
    private const int UploadsAtOnce = 8;
    private static int number;
    private readonly string folder = Directory.CreateTempSubdirectory("retention-kill-blob-").FullName;
    private readonly BlobContainerClient container;

    private KillContainer(AzuriteServer azurite)
    {
        Place = string.Create(CultureInfo.InvariantCulture, $"kill-{Interlocked.Increment(ref number)}");
        Connection = Path.Combine(folder, "connection");
        File.WriteAllText(Connection, azurite.ConnectionString);
        container = new BlobContainerClient(azurite.ConnectionString, Place, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05));
    }

    public override string Kind => Installation.AzureBlob;

    public override string Place { get; }

    public override string Connection { get; }

    public static async Task<KillContainer> StartAsync(AzuriteFixture fixture)
    {
        var made = new KillContainer(await fixture.ServerAsync());
        await made.container.CreateAsync();
        return made;
    }

    public override Task PutAsync(IReadOnlyDictionary<string, string> records) => Parallel.ForEachAsync(
        records, new ParallelOptions { MaxDegreeOfParallelism = UploadsAtOnce },
        async (record, ct) => await container.GetBlobClient(record.Key).UploadAsync(BinaryData.FromString(record.Value), overwrite: true, ct));

    public override async Task<Dictionary<string, string>> ContentsAsync()
    {
        var names = new List<string>();
        await foreach (var blob in container.GetBlobsAsync())
            names.Add(blob.Name);
        var contents = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
        await Parallel.ForEachAsync(
            names, new ParallelOptions { MaxDegreeOfParallelism = UploadsAtOnce },
            async (name, ct) => contents[name] = (await container.GetBlobClient(name).DownloadContentAsync(ct)).Value.Content.ToString());
        return new Dictionary<string, string>(contents);
    }

    public override async ValueTask DisposeAsync()
    {
        await container.DeleteIfExistsAsync();
        Directory.Delete(folder, recursive: true);
    }
}
