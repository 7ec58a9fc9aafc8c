using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Stores.AzureBlob;

/// <summary>What the real service answered once, answered to us.</summary>
public sealed class RecordingTests
{
    [Fact]
    public async Task A_blob_with_snapshots_is_deleted_with_them_and_leaves_recoverable_copies()
    {
        var recording = Recording.Load("BlockBlobClientTest.DeleteSnapshots");
        await using var container = new ScriptedContainer(recording.Container);
        var planned = container.Put("DeleteSnapshots", "0x8D9C0E005B462F8");
        container.Hook = request => request switch
        {
            { IsDelete: true } => request.Headers.ContainsKey("x-ms-delete-snapshots") ? recording.Reply("DELETE", 2) : recording.Reply("DELETE", 0),
            { IsList: true } => new ScriptedReply(200, container.Page([ScriptedContainer.Item("DeleteSnapshots", more: "<Snapshot>2021-12-16T22:04:25.2120144Z</Snapshot>"), ScriptedContainer.Item("DeleteSnapshots")])),
            _ => null,
        };

        var erased = Assert.IsType<ErasureOutcome.Erased>(await EraseAsync(container, planned));

        Assert.Equal(2, erased.Copies);
        Assert.Equal([new Residue(ResidueKind.SoftDeleted, null)], erased.Residue);
        Assert.Equal(["\"0x8D9C0E005B462F8\"", "\"0x8D9C0E005B462F8\""], container.Deletes.Select(request => request.Headers["If-Match"]));
    }

    [Fact]
    public async Task A_listed_blob_is_deleted_at_the_listed_version_and_the_reply_tells_of_soft_delete()
    {
        var recording = Recording.Load("BlockBlobClientTest.SoftDelete");
        await using var container = new ScriptedContainer(recording.Container);
        container.Hook = request => request.IsList ? recording.Reply("GET") : request.IsDelete ? recording.Reply("DELETE") : null;

        var found = Assert.IsType<DiscoveredItem.Found>(Assert.Single(await container.ListAsync()));
        var erased = Assert.IsType<ErasureOutcome.Erased>(await EraseAsync(container, (found.Name, found.Version)));

        Assert.Equal(new DiscoveredItem.Found(RecordName.FromText("SoftDelete"), new RecordVersion("0x8D9C0DFFF8A28B5"), 0, Instant.FromUtc(2021, 12, 16, 22, 4, 14)), found);
        Assert.Equal("\"0x8D9C0DFFF8A28B5\"", Assert.Single(container.Deletes).Headers["If-Match"]);
        Assert.Equal([new Residue(ResidueKind.SoftDeleted, null)], erased.Residue);
    }

    [Fact]
    public async Task A_blob_that_is_not_there_is_already_absent()
    {
        var recording = Recording.Load("BlockBlobClientTest.DeleteIfExists");
        await using var container = new ScriptedContainer(recording.Container);
        container.Hook = request => request.IsDelete ? recording.Status(404) : null;

        Assert.IsType<ErasureOutcome.AlreadyAbsent>(await EraseAsync(container, (RecordName.FromText("DeleteIfExists"), new RecordVersion("0x8D1"))));
    }

    [Theory]
    [InlineData("BlockBlobClientTest.DeleteIfExists", 401, "NoAuthenticationInformation")]
    [InlineData("BlockBlobClientTest.SetTierWithLeaseId", 412, "LeaseIdMissing")]
    public async Task A_refusal_keeps_the_word_of_the_service(string name, int status, string code)
    {
        var recording = Recording.Load(name);
        await using var container = new ScriptedContainer(recording.Container);
        container.Hook = request => request.IsDelete ? recording.Status(status) : null;

        Assert.Equal(code, Assert.IsType<ErasureOutcome.Refused>(await EraseAsync(container, container.Put("a"))).Code);
    }

    [Fact]
    public async Task A_current_version_that_cannot_be_deleted_is_refused()
    {
        var folder = RepositoryRoot.Vectors("blob");
        Assert.SkipWhen(folder is null, "no recordings at hand (RETENTION_VECTORS, or ../shared/vectors beside the repository)");
        var transcript = await File.ReadAllTextAsync(Path.Combine(folder!, "transcribed-delete-current-version-403.json"), TestContext.Current.CancellationToken);
        var code = transcript.Split("<Code>")[1].Split("</Code>")[0];
        await using var container = new ScriptedContainer();
        container.Hook = request => request.IsDelete ? ScriptedReply.Error(403, code) : null;

        Assert.Equal("OperationNotAllowedOnRootBlob", Assert.IsType<ErasureOutcome.Refused>(await EraseAsync(container, container.Put("a"))).Code);
    }

    [Fact]
    public async Task A_condition_that_is_not_met_keeps_the_record()
    {
        var recording = Recording.Load("AppendBlobClientTest.AccessConditionETag");
        await using var container = new ScriptedContainer(recording.Container);
        container.Hook = request => request.IsDelete ? recording.Status(412) : null;

        Assert.Equal(KeptReason.Changed, Assert.IsType<ErasureOutcome.Kept>(await EraseAsync(container, container.Put("a"))).Reason);
    }

    [Fact]
    public async Task A_second_deletion_finds_nothing()
    {
        var recording = Recording.Load("PageBlobClientTest.CreateDelete");
        await using var container = new ScriptedContainer(recording.Container);
        container.Hook = request => request.IsDelete ? recording.Reply("DELETE", container.Deletes.Count - 1) : null;
        var planned = container.Put("CreateDelete");

        Assert.IsType<ErasureOutcome.Erased>(await EraseAsync(container, planned));
        Assert.IsType<ErasureOutcome.AlreadyAbsent>(await EraseAsync(container, planned));
    }

    [Fact]
    public async Task A_container_that_is_being_deleted_is_suspect()
    {
        var recording = Recording.Load("BlobServiceClientTest.undeleteblobcontainer");
        await using var container = new ScriptedContainer();
        container.Hook = request => request.IsList ? recording.Status(409) : null;

        Assert.Equal("ContainerBeingDeleted", (await Assert.ThrowsAsync<StoreFault>(() => container.ListAsync())).Code);
    }

    [Fact]
    public async Task A_blob_of_which_only_versions_are_left_is_absent_with_residue_and_no_record()
    {
        var recording = Recording.Load("BlobContainerClientTest.ListBlobsDeletedWithActiveVersions");
        await using var container = new ScriptedContainer(recording.Container);
        container.Hook = request => request.IsList ? recording.Reply("GET", 1, "comp=list") : null;
        var reader = container.Store.Reader();

        Assert.Empty(await container.ListAsync(reader));
        Assert.Equal(new CopiesSeen(0, 1, 0), reader.LastCopies);
        var outcome = Assert.Single(await reader.VerifyAsync([RecordName.FromText("blobblobcontainerclienttestlistblobsdeletedwithactiveversions")], TestContext.Current.CancellationToken));
        Assert.Equal([new Residue(ResidueKind.Version, null)], Assert.IsType<VerificationOutcome.Absent>(outcome).Residue);
    }

    [Fact]
    public async Task Of_several_versions_only_the_current_one_is_the_record()
    {
        var recording = Recording.Load("BlockBlobClientTest.IsCurrentVersion");
        await using var container = new ScriptedContainer(recording.Container);
        container.Hook = request => request.IsList ? recording.Reply("GET", 0, "include=versions") : null;
        var reader = container.Store.Reader();

        Assert.Single(await container.ListAsync(reader));
        Assert.Equal(new CopiesSeen(0, 1, 0), reader.LastCopies);
    }

    private static async Task<ErasureOutcome> EraseAsync(ScriptedContainer container, (RecordName, RecordVersion) planned) =>
        Assert.Single(await container.Store.Eraser.EraseAsync(Orders.For([planned]), ClosingGate.AlwaysOpen, TestContext.Current.CancellationToken));
}
