using Retention.Domain.Outcomes;

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
}
