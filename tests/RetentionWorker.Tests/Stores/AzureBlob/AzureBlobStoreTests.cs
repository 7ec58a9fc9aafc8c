using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores;
using RetentionWorker.Stores.AzureBlob;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Stores.AzureBlob;

/// <summary>What is special about blobs, on a real Azurite.</summary>
public sealed class AzureBlobStoreTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Erases_a_blob_with_its_snapshots_and_counts_them()
    {
        await using var bed = await ContainerBed.StartAsync(azurite);
        var planned = await PutAndFindAsync(bed, "p/c/A/1");
        await bed.Container.GetBlobClient("p/c/A/1").CreateSnapshotAsync();
        await bed.Container.GetBlobClient("p/c/A/1").CreateSnapshotAsync();

        Assert.Equal(3, Assert.IsType<ErasureOutcome.Erased>(await EraseAsync(bed, planned)).Copies);
        Assert.Empty(await ItemsAsync(bed));
    }

    [Fact]
    public async Task Keeps_a_blob_whose_metadata_changed()
    {
        await using var bed = await ContainerBed.StartAsync(azurite);
        var planned = await PutAndFindAsync(bed, "p/c/A/1");
        await bed.Container.GetBlobClient("p/c/A/1").SetMetadataAsync(new Dictionary<string, string> { ["note"] = "new" });

        Assert.Equal(KeptReason.Changed, Assert.IsType<ErasureOutcome.Kept>(await EraseAsync(bed, planned)).Reason);
    }

    [Fact]
    public async Task Reports_a_leased_blob_as_refused()
    {
        await using var bed = await ContainerBed.StartAsync(azurite);
        var planned = await PutAndFindAsync(bed, "p/c/A/1");
        await bed.Container.GetBlobClient("p/c/A/1").GetBlobLeaseClient().AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration);

        Assert.Equal("LeaseIdMissing", Assert.IsType<ErasureOutcome.Refused>(await EraseAsync(bed, planned)).Code);
        Assert.NotNull(await bed.ContentAsync(planned.Name));
        await bed.Container.GetBlobClient("p/c/A/1").GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Never_reaches_a_blob_of_another_container()
    {
        await using var bed = await ContainerBed.StartAsync(azurite);
        await using var other = await ContainerBed.StartAsync(azurite);
        var precious = await PutAndFindAsync(other, "x");
        var names = (string[])[$"../{other.Container.Name}/x", $"a/../../{other.Container.Name}/x"];

        foreach (var name in names)
        {
            var outcome = await EraseAsync(bed, new DiscoveredItem.Found(RecordName.FromText(name), precious.Version, 1, precious.ModifiedAt));
            Assert.Equal("name-not-addressable", Assert.IsType<ErasureOutcome.Refused>(outcome).Code);
        }

        Assert.NotNull(await other.ContentAsync(precious.Name));
    }

    [Fact]
    public async Task Counts_snapshots_as_copies_and_not_as_records()
    {
        await using var bed = await ContainerBed.StartAsync(azurite);
        await bed.PutAsync(RecordName.FromText("p/c/A/1"), "x");
        await bed.Container.GetBlobClient("p/c/A/1").CreateSnapshotAsync();
        var found = 0;

        await foreach (var page in bed.BlobReader.DiscoverAsync(TestContext.Current.CancellationToken))
            found += page.Count;

        Assert.Equal(1, found);
        Assert.Equal(new CopiesSeen(1, 0, 0), bed.BlobReader.LastCopies);
    }

    [Fact]
    public async Task Neither_lists_nor_finds_blocks_that_nobody_committed()
    {
        await using var bed = await ContainerBed.StartAsync(azurite);
        await bed.Container.GetBlockBlobClient("p/c/A/1").StageBlockAsync("MQ==", new MemoryStream([1, 2]));

        await foreach (var page in bed.BlobReader.DiscoverAsync(TestContext.Current.CancellationToken))
            Assert.Empty(page);
        var outcome = Assert.Single(await bed.Reader.VerifyAsync([RecordName.FromText("p/c/A/1")], TestContext.Current.CancellationToken));
        Assert.Equal(ResidueKind.Undeclared, Assert.Single(Assert.IsType<VerificationOutcome.Absent>(outcome).Residue).Kind);
    }

    [Fact]
    public async Task Leaves_other_metadata_of_the_container_alone()
    {
        await using var bed = await ContainerBed.StartAsync(azurite);
        await bed.Container.SetMetadataAsync(new Dictionary<string, string> { ["owner"] = "team" });

        await bed.Identity.WriteAsync("id-1", TestContext.Current.CancellationToken);

        var metadata = (await bed.Container.GetPropertiesAsync(cancellationToken: TestContext.Current.CancellationToken)).Value.Metadata;
        Assert.Equal([("owner", "team"), ("retention_store_id", "id-1")], metadata.Select(pair => (pair.Key, pair.Value)).Order());
    }

    [Fact]
    public async Task Works_with_a_shared_access_signature_of_the_account()
    {
        await using var bed = await ContainerBed.StartAsync(azurite);
        var planned = await PutAndFindAsync(bed, "p/c/A/1");
        var sas = bed.Service.GenerateAccountSasUri(
            Azure.Storage.Sas.AccountSasPermissions.All, DateTimeOffset.UtcNow.AddHours(1), Azure.Storage.Sas.AccountSasResourceTypes.Container | Azure.Storage.Sas.AccountSasResourceTypes.Object).Query;
        await File.WriteAllTextAsync(Path.Combine(bed.Folder, "sas"), sas + "\n", TestContext.Current.CancellationToken);
        var options = new AzureBlobStoreOptions
        {
            Service = bed.Service.Uri.ToString(),
            Container = bed.Container.Name,
            SasFile = "sas",
            Template = "{project}/{category}/{participant}/{*}",
            ServiceVersion = AzuriteServer.ServiceVersion,
            Declared = new AzureBlobDeclaredOptions { Versioning = false, SoftDeleteDays = 0, Replicated = false, BackupDays = 0 },
        };
        Assert.Empty(AzureBlobStoreOptionsCheck.Problems("stores.a", options, bed.Folder));
        var store = new AzureBlobStore(StoreHarness.Name, BlobConnection.Open(options, bed.Folder), options, new StandingClock(ContainerBed.Now), TimeProvider.System);

        Assert.Single(await store.Reader().VerifyAsync([planned.Name], TestContext.Current.CancellationToken), new VerificationOutcome.Present(planned.Version));
    }

    private static async Task<DiscoveredItem.Found> PutAndFindAsync(ContainerBed bed, string name)
    {
        await bed.PutAsync(RecordName.FromText(name), "content");
        await foreach (var page in bed.Reader.DiscoverAsync(TestContext.Current.CancellationToken))
            return page.OfType<DiscoveredItem.Found>().Single(found => found.Name.ToString() == name);
        throw new InvalidOperationException("not found");
    }

    private static async Task<ErasureOutcome> EraseAsync(ContainerBed bed, DiscoveredItem.Found found) =>
        Assert.Single(await bed.Eraser.EraseAsync(Orders.For([found]), ClosingGate.AlwaysOpen, TestContext.Current.CancellationToken));

    private static async Task<List<BlobItem>> ItemsAsync(ContainerBed bed)
    {
        var items = new List<BlobItem>();
        await foreach (var item in bed.Container.GetBlobsAsync(BlobTraits.None, BlobStates.Snapshots, null, TestContext.Current.CancellationToken))
            items.Add(item);
        return items;
    }
}
