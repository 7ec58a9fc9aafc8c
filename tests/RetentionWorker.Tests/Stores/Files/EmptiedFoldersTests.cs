using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores;

namespace RetentionWorker.Tests.Stores.Files;

public sealed class EmptiedFoldersTests
{
    [Fact]
    public async Task Removes_folders_that_were_emptied_from_the_participant_downwards_and_no_others()
    {
        await using var store = new FilesHarness(participantDepth: 3);
        foreach (var name in (string[])["p/c/A/1", "p/c/A/sub/deep/2", "p/c/B/1", "p/c/B/2", "p/d/A/1", "p/c/loose"])
            store.Put(name, "x");
        Posix.MakeDirectory(store.PathOf("p/c/never-used"));
        var erased = (await store.FoundAsync()).Where(f => f.Name.ToString() is not "p/c/B/2").ToArray();

        Assert.All(store.Erase(erased), outcome => Assert.IsType<ErasureOutcome.Erased>(outcome));

        Assert.Equal(
            ["p", "p/c", "p/c/B", "p/c/never-used", "p/d"],
            Directory.EnumerateDirectories(store.Root, "*", SearchOption.AllDirectories).Select(d => Path.GetRelativePath(store.Root, d)).Order(StringComparer.Ordinal));
        Assert.All(store.Verify("p/c/A/1", "p/c/A/sub/deep/2", "p/d/A/1"), outcome => Assert.IsType<VerificationOutcome.Absent>(outcome));
        Assert.IsType<VerificationOutcome.Present>(Assert.Single(store.Verify("p/c/B/2")));
    }

    [Fact]
    public async Task Removes_no_folder_where_names_tell_of_no_participant()
    {
        await using var store = new FilesHarness(participantDepth: null);
        store.Put("p/c/A/1", "x");
        store.Erase(await store.FindAsync("p/c/A/1"));
        Assert.True(Directory.Exists(store.PathOf("p/c/A")));
    }

    [Fact]
    public async Task Finishes_the_removal_of_a_folder_that_a_killed_run_left_empty()
    {
        await using var store = new FilesHarness();
        store.Put("p/c/A/sub/1", "x");
        var planned = await store.FindAsync("p/c/A/sub/1");
        File.Delete(store.PathOf("p/c/A/sub/1"));
        Directory.Delete(store.PathOf("p/c/A/sub"));

        Assert.IsType<ErasureOutcome.AlreadyAbsent>(Assert.Single(store.Erase(planned)));
        Assert.False(Directory.Exists(store.PathOf("p/c/A")));
    }

    [Theory]
    [InlineData(KeptReason.FactsChanged, false)]
    [InlineData(KeptReason.StopSwitch, false)]
    [InlineData(KeptReason.Stopping, false)]
    [InlineData(KeptReason.StoreSuspect, true)]
    public async Task Removes_the_folder_that_a_stopped_batch_has_emptied_but_not_in_a_store_in_doubt(KeptReason reason, bool stays)
    {
        await using var store = new FilesHarness();
        store.Put("p/c/A/1", "x");
        store.Put("p/c/B/1", "x");
        var (a, b) = (await store.FindAsync("p/c/A/1"), await store.FindAsync("p/c/B/1"));

        var outcomes = store.Erase(Orders.For([a, b]), new ClosingGate(1, reason));

        Assert.IsType<ErasureOutcome.Erased>(outcomes[0]);
        Assert.Equal(reason, Assert.IsType<ErasureOutcome.Kept>(outcomes[1]).Reason);
        Assert.Equal(stays, Directory.Exists(store.PathOf("p/c/A")));
        Assert.True(File.Exists(store.PathOf("p/c/B/1")));
    }

    [Fact]
    public async Task Tidies_where_records_are_gone_and_touches_no_record_and_no_other_folder()
    {
        await using var store = new FilesHarness(patient: true);
        foreach (var folder in (string[])["p/c/A/sub", "p/c/B", "p/c/C", "p/d/A"])
            Directory.CreateDirectory(store.PathOf(folder));
        store.Put("p/c/B/still", "x");

        await store.Eraser.TidyAsync([.. ((string[])["p/c/A/sub/1", "p/c/B/1", "p/d/A/1", "p/e/A/1", "p/c/loose"]).Select(RecordName.FromText)], TestContext.Current.CancellationToken);

        Assert.Equal(
            ["p", "p/c", "p/c/B", "p/c/C", "p/d"],
            Directory.EnumerateDirectories(store.Root, "*", SearchOption.AllDirectories).Select(d => Path.GetRelativePath(store.Root, d)).Order(StringComparer.Ordinal));
        Assert.True(File.Exists(store.PathOf("p/c/B/still")));
    }

    [Fact]
    public async Task Tidies_nothing_in_a_folder_that_is_another_store_by_now()
    {
        await using var store = new FilesHarness();
        Directory.CreateDirectory(store.PathOf("p/c/A"));
        await store.ReplaceIdentityAsync(null);

        await Assert.ThrowsAsync<StoreFault>(() => store.Eraser.TidyAsync([RecordName.FromText("p/c/A/1")], TestContext.Current.CancellationToken));
        Assert.True(Directory.Exists(store.PathOf("p/c/A")));
    }
}
