using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores;
using RetentionWorker.Stores.AzureBlob;

namespace RetentionWorker.Tests.Stores.AzureBlob;

/// <summary>A container that keeps copies is never certified as clean.</summary>
public sealed class BlobResidueTests
{
    private static readonly LocalDate Today = ContainerBed.Now.InUtc().Date;

    [Fact]
    public async Task Reports_nothing_where_nothing_is_declared_or_seen()
    {
        await using var container = new ScriptedContainer();
        var planned = container.Put("a");

        Assert.Empty((await EraseAsync(container, planned)).Residue);
        Assert.Empty(await VerifyAsync(container, "a"));
    }

    [Fact]
    public async Task Takes_a_deletion_that_was_not_permanent_for_the_declared_copies()
    {
        await using var container = new ScriptedContainer(declared: new AzureBlobDeclaredOptions { Versioning = false, SoftDeleteDays = 7, Replicated = false, BackupDays = 0 });
        var planned = container.Put("a");
        container.Hook = request => request.IsDelete ? container.Container(request) with { Headers = new() { ["x-ms-delete-type-permanent"] = "false" } } : null;

        // The run adds what is declared, with its date; without a date it would never pass.
        Assert.Empty((await EraseAsync(container, planned)).Residue);
    }

    [Fact]
    public async Task Believes_the_account_over_a_declaration_that_says_less()
    {
        await using var container = new ScriptedContainer();
        container.Hook = request => request.IsService ? new ScriptedReply(200,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><StorageServiceProperties><DeleteRetentionPolicy><Enabled>true</Enabled><Days>14</Days></DeleteRetentionPolicy></StorageServiceProperties>") : null;

        Assert.Equal([new(ResidueKind.SoftDeleted, Today.PlusDays(14))], await VerifyAsync(container, "gone"));
    }

    [Fact]
    public async Task Believes_a_reply_that_says_the_deletion_was_not_permanent()
    {
        await using var container = new ScriptedContainer();
        var planned = container.Put("a");
        container.Hook = request => request.IsDelete ? container.Container(request) with { Headers = new() { ["x-ms-delete-type-permanent"] = "false" } } : null;

        Assert.Equal([new(ResidueKind.SoftDeleted, null)], (await EraseAsync(container, planned)).Residue);
    }

    [Fact]
    public async Task Reports_a_version_that_a_permanent_deletion_left()
    {
        await using var container = new ScriptedContainer();
        var planned = container.Put("a");
        container.Hook = request => request.IsDelete ? container.Container(request) with { Headers = new() { ["x-ms-delete-type-permanent"] = "true", ["x-ms-version-id"] = "2026-11-22T10:15:00.0000000Z" } } : null;

        Assert.Equal([new(ResidueKind.Version, null)], (await EraseAsync(container, planned)).Residue);
    }

    [Fact]
    public void Merges_what_several_sources_say_to_the_worst_of_it() =>
        Assert.Equal(
            [new(ResidueKind.Version, null), new(ResidueKind.SoftDeleted, Today.PlusDays(8))],
            Residue.Merge([new(ResidueKind.SoftDeleted, Today.PlusDays(7)), new(ResidueKind.Version, Today), new(ResidueKind.SoftDeleted, Today.PlusDays(8)), new(ResidueKind.Version, null)]));

    [Fact]
    public async Task Reports_every_copy_that_the_listing_shows_under_exactly_the_name()
    {
        await using var container = new ScriptedContainer();
        container.Hook = request => request.IsList ? new ScriptedReply(200, container.Page([
            ScriptedContainer.Item("a", more: "<Deleted>true</Deleted>", properties: "<RemainingRetentionDays>6</RemainingRetentionDays>"),
            ScriptedContainer.Item("a", more: "<Deleted>true</Deleted><Snapshot>2026-11-16T02:05:02.5861463Z</Snapshot>", properties: "<RemainingRetentionDays>2</RemainingRetentionDays>"),
            ScriptedContainer.Item("a", more: "<VersionId>2026-11-15T02:05:02.5861463Z</VersionId>"),
            ScriptedContainer.Item("a.txt"),
            ScriptedContainer.Item("a/b", more: "<Snapshot>2026-11-16T02:05:02.5861463Z</Snapshot>"),
        ])) : null;

        Assert.Equal([new(ResidueKind.Version, null), new(ResidueKind.SoftDeleted, Today.PlusDays(7))], await VerifyAsync(container, "a"));
    }

    [Fact]
    public async Task Takes_blocks_that_nobody_committed_for_residue_and_not_for_the_record()
    {
        await using var container = new ScriptedContainer();
        container.Hook = request => request.IsList
            ? new ScriptedReply(200, container.Page(request.Query("include")?.Contains("uncommitted", StringComparison.OrdinalIgnoreCase) == true ? [ScriptedContainer.Item("a", length: 0)] : [])) : null;

        Assert.Equal([new(ResidueKind.Undeclared, Today.PlusDays(8))], await VerifyAsync(container, "a"));
    }

    [Fact]
    public async Task Sees_an_empty_blob_as_present()
    {
        await using var container = new ScriptedContainer();
        container.Hook = request => request.IsList ? new ScriptedReply(200, container.Page([ScriptedContainer.Item("a", "0x8D7", length: 0)])) : null;

        var outcome = Assert.Single(await container.Store.Reader().VerifyAsync([RecordName.FromText("a")], TestContext.Current.CancellationToken));

        Assert.Equal(new VerificationOutcome.Present(new RecordVersion("0x8D7")), outcome);
    }

    [Fact]
    public async Task Looks_beyond_an_empty_page()
    {
        await using var container = new ScriptedContainer();
        container.Hook = request => !request.IsList ? null : new ScriptedReply(200, request.Query("marker") is null ? container.Page([], "m1") : container.Page([ScriptedContainer.Item("a")]));

        Assert.IsType<VerificationOutcome.Present>(Assert.Single(await container.Store.Reader().VerifyAsync([RecordName.FromText("a")], TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Does_not_believe_a_listing_that_ignores_the_name()
    {
        await using var container = new ScriptedContainer();
        container.Hook = request => request.IsList ? new ScriptedReply(200, container.Page([ScriptedContainer.Item("other")])) : null;

        Assert.Equal("page-beyond-prefix", Assert.IsType<VerificationOutcome.Unknown>(Assert.Single(await container.Store.Reader().VerifyAsync([RecordName.FromText("a")], TestContext.Current.CancellationToken))).Code);
    }

    [Fact]
    public async Task Never_verifies_in_a_container_that_was_exchanged_meanwhile()
    {
        await using var container = new ScriptedContainer();
        container.Hook = request =>
        {
            if (request.IsList)
                container.Identity = null;
            return null;
        };

        Assert.Equal(StoreFaultKind.Suspect, (await Assert.ThrowsAsync<StoreFault>(() => container.Store.Reader().VerifyAsync([RecordName.FromText("a")], TestContext.Current.CancellationToken))).Kind);
    }

    private static async Task<ErasureOutcome.Erased> EraseAsync(ScriptedContainer container, (RecordName, RecordVersion) planned) =>
        Assert.IsType<ErasureOutcome.Erased>(Assert.Single(await container.Store.Eraser.EraseAsync(Orders.For([planned]), ClosingGate.AlwaysOpen, TestContext.Current.CancellationToken)));

    private static async Task<IReadOnlyList<Residue>> VerifyAsync(ScriptedContainer container, string name) =>
        Assert.IsType<VerificationOutcome.Absent>(Assert.Single(await container.Store.Reader().VerifyAsync([RecordName.FromText(name)], TestContext.Current.CancellationToken))).Residue;
}
