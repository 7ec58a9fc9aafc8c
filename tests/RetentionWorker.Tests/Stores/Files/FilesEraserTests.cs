using Retention.Domain.Outcomes;

namespace RetentionWorker.Tests.Stores.Files;

public sealed class FilesEraserTests
{
    [Fact]
    public async Task Unlinks_a_symbolic_link_and_leaves_its_target()
    {
        await using var store = new FilesHarness(overwrite: true);
        var outside = Directory.CreateDirectory(Path.Combine(store.Base, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "kept"), "kept");
        store.Put("p/c/A/1", "x");
        Posix.SymbolicLink(outside, store.PathOf("p/c/A/folder"));
        Posix.SymbolicLink(Path.Combine(outside, "kept"), store.PathOf("p/c/A/file"));

        var outcomes = store.Erase(await store.FindAsync("p/c/A/folder"), await store.FindAsync("p/c/A/file"));

        Assert.All(outcomes, outcome => Assert.Equal(ErasureMethod.Unlinked, Assert.IsType<ErasureOutcome.Erased>(outcome).Method));
        Assert.Equal("kept", File.ReadAllText(Path.Combine(outside, "kept")));
        Assert.Equal(["p/c/A/1"], (await store.FoundAsync()).Select(f => f.Name.ToString()));
    }

    [Fact]
    public async Task Keeps_a_record_whose_folder_became_a_symbolic_link()
    {
        await using var store = new FilesHarness();
        store.Put("p/c/A/1", "x");
        var planned = await store.FindAsync("p/c/A/1");
        var outside = Path.Combine(store.Base, "outside");
        Directory.Move(store.PathOf("p/c/A"), outside);
        Posix.SymbolicLink(outside, store.PathOf("p/c/A"));

        Assert.Equal(KeptReason.Changed, Assert.IsType<ErasureOutcome.Kept>(Assert.Single(store.Erase(planned))).Reason);
        Assert.True(File.Exists(Path.Combine(outside, "1")));
        Assert.Equal(new VerificationOutcome.Unknown("ELOOP"), Assert.Single(store.Verify("p/c/A/1")));
        Assert.Equal(new VerificationOutcome.Unknown("ELOOP"), Assert.Single(store.Verify("p/c/A/below/1")));
    }

    [Fact]
    public async Task Refuses_a_folder_in_the_place_of_a_record()
    {
        await using var store = new FilesHarness();
        store.Put("p/c/A/1", "x");
        var planned = await store.FindAsync("p/c/A/1");
        File.Delete(store.PathOf("p/c/A/1"));
        Posix.MakeDirectory(store.PathOf("p/c/A/1"));

        Assert.Equal("directory", Assert.IsType<ErasureOutcome.Refused>(Assert.Single(store.Erase(planned))).Code);
        Assert.True(Directory.Exists(store.PathOf("p/c/A/1")));
        Assert.IsType<VerificationOutcome.Unknown>(Assert.Single(store.Verify("p/c/A/1")));
    }

    [Fact]
    public async Task Refuses_what_is_mounted_in_the_place_of_a_record_or_its_folder()
    {
        Assert.SkipUnless(Posix.IsRoot, "mounting takes root");
        await using var store = new FilesHarness();
        store.Put("p/c/A/1", "x");
        store.Put("p/c/B/1", "x");
        var records = await store.FoundAsync();

        var outcomes = OwnThread.Run(() =>
        {
            Posix.OwnMounts();
            Posix.MountTmpfs(store.PathOf("p/c/A"));
            Posix.BindMount(store.Marker, store.PathOf("p/c/B/1"));
            return store.Erase([.. records]);
        });

        Assert.All(outcomes, outcome => Assert.Equal("EXDEV", Assert.IsType<ErasureOutcome.Refused>(outcome).Code));
        Assert.Equal(2, (await store.FoundAsync()).Count);
    }

    [Fact]
    public async Task Says_that_another_hard_link_remains_and_does_not_overwrite_it()
    {
        await using var store = new FilesHarness(overwrite: true);
        store.Put("p/c/A/1", "shared");
        Posix.HardLink(store.PathOf("p/c/A/1"), Path.Combine(store.Base, "other"));

        var erased = Assert.IsType<ErasureOutcome.Erased>(Assert.Single(store.Erase(await store.FindAsync("p/c/A/1"))));

        Assert.Equal((ErasureMethod.Unlinked, ResidueKind.HardLink, null), (erased.Method, Assert.Single(erased.Residue).Kind, erased.Residue[0].Until));
        Assert.Equal("shared", File.ReadAllText(Path.Combine(store.Base, "other")));
    }

    [Theory]
    [InlineData(false, ErasureMethod.Unlinked)]
    [InlineData(true, ErasureMethod.OverwrittenAndUnlinked)]
    public async Task Erases_all_planned_names_of_one_file_in_one_batch(bool overwrite, string methodOfTheLast)
    {
        await using var store = new FilesHarness(overwrite);
        store.Put("p/c/A/1", "shared");
        Posix.HardLink(store.PathOf("p/c/A/1"), store.PathOf("p/c/A/2"));
        Posix.HardLink(store.PathOf("p/c/A/1"), store.PathOf("p/c/A/3"));

        var outcomes = store.Erase([.. await store.FoundAsync()]);

        var methods = outcomes.Select(outcome => Assert.IsType<ErasureOutcome.Erased>(outcome).Method).ToList();
        Assert.Equal([ErasureMethod.Unlinked, ErasureMethod.Unlinked, methodOfTheLast], methods);
        Assert.Empty(await store.FoundAsync());
    }

    [Fact]
    public async Task Keeps_another_name_of_a_file_that_was_written_to_meanwhile()
    {
        await using var store = new FilesHarness();
        store.Put("p/c/A/1", "shared");
        Posix.HardLink(store.PathOf("p/c/A/1"), store.PathOf("p/c/A/2"));
        var records = await store.FoundAsync();
        var gate = new MeddlingGate(asked =>
        {
            if (asked == 2)
                File.AppendAllText(store.PathOf(records[1].Name.ToString()), "more");
        });

        var outcomes = store.Erase(Orders.For(records), gate);

        Assert.Equal(KeptReason.Changed, Assert.IsType<ErasureOutcome.Kept>(outcomes[1]).Reason);
        Assert.Single(await store.FoundAsync());
    }
}
