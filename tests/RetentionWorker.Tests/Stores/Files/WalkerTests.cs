using System.Text;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores;
using RetentionWorker.Stores.Files;

namespace RetentionWorker.Tests.Stores.Files;

public sealed class WalkerTests
{
    [Fact]
    public async Task Finds_hidden_files_in_hidden_folders()
    {
        await using var store = new FilesHarness();
        store.Put(".p/.c/.A/.1", "x");
        Assert.Equal(".p/.c/.A/.1", Assert.Single(await store.FoundAsync()).Name.ToString());
    }

    [Fact]
    public async Task Finds_names_that_are_not_utf8_by_their_bytes()
    {
        await using var store = new FilesHarness();
        store.Put([0xFF, (byte)'/', 0xC3], [1]);
        Assert.Equal([0xFF, (byte)'/', 0xC3], Assert.Single(await store.FoundAsync()).Name.ToArray());
    }

    [Fact]
    public async Task Takes_a_symbolic_link_for_a_record_of_its_own_and_never_follows_it()
    {
        await using var store = new FilesHarness();
        var outside = Directory.CreateDirectory(Path.Combine(store.Base, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "kept"), "x");
        store.Put("p/c/A/1", "x");
        Posix.SymbolicLink(outside, store.PathOf("p/c/A/to-folder"));
        Posix.SymbolicLink("/nowhere", store.PathOf("p/c/A/to-nothing"));
        Posix.SymbolicLink("..", store.PathOf("p/c/A/loop"));

        var found = await store.FoundAsync();

        Assert.Equal(["p/c/A/1", "p/c/A/loop", "p/c/A/to-folder", "p/c/A/to-nothing"], found.Select(f => f.Name.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Takes_a_pipe_for_a_record_and_does_not_wait_on_it()
    {
        await using var store = new FilesHarness(overwrite: true);
        store.Put("p/c/A/1", "x");
        Posix.Pipe(store.PathOf("p/c/A/pipe"));
        var pipe = await store.FindAsync("p/c/A/pipe");

        Assert.Equal(ErasureMethod.Unlinked, Assert.IsType<ErasureOutcome.Erased>(Assert.Single(store.Erase(pipe))).Method);
        Assert.False(File.Exists(store.PathOf("p/c/A/pipe")));
    }

    [Fact]
    public async Task Reports_a_folder_that_cannot_be_read_and_lists_all_others()
    {
        await using var store = new FilesHarness();
        store.Put("p/c/A/1", "x");
        store.Put("p/c/locked/1", "x");
        store.Put("p/c/Z/1", "x");
        Posix.Mode(store.PathOf("p/c/locked"), 0);

        var items = OwnThread.Run(() =>
        {
            Posix.ObeyPermissions();
            return store.Walk();
        });

        Assert.Equal(["p/c/A/1", "p/c/Z/1"], items.OfType<DiscoveredItem.Found>().Select(f => f.Name.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(new DiscoveredItem.Unreadable(RecordName.FromText("p/c/locked"), "EACCES"), Assert.Single(items.OfType<DiscoveredItem.Unreadable>()));
    }

    [Fact]
    public async Task Reports_files_in_a_folder_that_may_be_listed_but_not_searched()
    {
        await using var store = new FilesHarness();
        store.Put("p/c/listed/1", "x");
        Posix.Mode(store.PathOf("p/c/listed"), 0x124);

        var items = OwnThread.Run(() =>
        {
            Posix.ObeyPermissions();
            return store.Walk();
        });

        Assert.Equal(new DiscoveredItem.Unreadable(RecordName.FromText("p/c/listed/1"), "EACCES"), Assert.Single(items));
    }

    [Fact]
    public async Task Fails_where_the_root_itself_cannot_be_read()
    {
        await using var store = new FilesHarness();
        store.Put("p/c/A/1", "x");
        Posix.Mode(store.Root, 0x49);

        var fault = Assert.Throws<StoreFault>(() => OwnThread.Run(() =>
        {
            Posix.ObeyPermissions();
            return store.Walk();
        }));

        Assert.Equal((StoreFaultKind.Denied, "EACCES"), (fault.Kind, fault.Code));
    }

    [Fact]
    public async Task Fails_where_a_listing_breaks_off()
    {
        await using var store = new FilesHarness();
        store.Put("p/c/A/1", "x");

        var fault = Assert.Throws<StoreFault>(() => OwnThread.Run(() =>
        {
            Posix.Fail(SystemCall.Getdents, 5);
            return store.Walk();
        }));

        Assert.Equal((StoreFaultKind.Transient, "EIO"), (fault.Kind, fault.Code));
    }

    [Fact]
    public async Task Fails_on_a_kernel_that_cannot_keep_it_beneath_the_root()
    {
        await using var store = new FilesHarness();
        store.Put("p/c/A/1", "x");

        var fault = Assert.Throws<StoreFault>(() => OwnThread.Run(() =>
        {
            Posix.Fail(SystemCall.OpenAt2, 38);
            return store.Walk();
        }));

        Assert.Equal("ENOSYS", fault.Code);
    }

    [Fact]
    public async Task Reports_what_is_mounted_below_and_does_not_enter_it()
    {
        Assert.SkipUnless(Posix.IsRoot, "mounting takes root");
        await using var store = new FilesHarness();
        store.Put("p/c/A/1", "x");
        store.Put("p/c/A/file", "x");
        Posix.MakeDirectory(store.PathOf("p/c/mounted"));
        Posix.MakeDirectory(store.PathOf("p/c/bound"));

        var items = OwnThread.Run(() =>
        {
            Posix.OwnMounts();
            Posix.MountTmpfs(store.PathOf("p/c/mounted"));
            File.WriteAllText(store.PathOf("p/c/mounted/elsewhere"), "x");
            Posix.BindMount(store.PathOf("p/c/A"), store.PathOf("p/c/bound"));
            Posix.BindMount(store.PathOf("p/c/A/1"), store.PathOf("p/c/A/file"));
            return store.Walk();
        });

        Assert.Equal("p/c/A/1", Assert.Single(items.OfType<DiscoveredItem.Found>()).Name.ToString());
        Assert.Equal(
            [("p/c/A/file", "EXDEV"), ("p/c/bound", "EXDEV"), ("p/c/mounted", "EXDEV")],
            items.OfType<DiscoveredItem.Unreadable>().Select(u => (u.Name.ToString(), u.Code)).Order());
    }

    [Fact]
    public async Task Reports_the_marker_of_another_store_below()
    {
        await using var store = new FilesHarness();
        store.Put("p/c/A/.retention-store", "{}");
        Assert.Equal(new DiscoveredItem.Unreadable(RecordName.FromText("p/c/A/.retention-store"), "marker-of-another-store"), Assert.Single(await store.ListAsync()));
    }

    [Fact]
    public async Task Walks_verifies_and_erases_three_thousand_levels_deep()
    {
        await using var store = new FilesHarness();
        var name = string.Concat(Enumerable.Repeat("deep/", 3000)) + "record";
        store.Put(name, "x");

        var found = Assert.Single(await store.FoundAsync());
        Assert.Equal(name, found.Name.ToString());
        Assert.IsType<VerificationOutcome.Present>(Assert.Single(store.Verify(name)));
        var mostOpen = 0;
        var gate = new MeddlingGate(asked => mostOpen = asked % 100 == 0 ? Math.Max(mostOpen, Directory.GetFiles("/proc/self/fd").Length) : mostOpen);
        Assert.IsType<ErasureOutcome.Erased>(Assert.Single(store.Erase(Orders.For([found]), gate)));
        Assert.InRange(mostOpen, 1, 1000);
        Assert.IsType<VerificationOutcome.Absent>(Assert.Single(store.Verify(name)));
        Assert.Equal([store.PathOf("deep")], Directory.EnumerateDirectories(store.Root));
        Assert.Equal([store.PathOf("deep/deep")], Directory.EnumerateDirectories(store.PathOf("deep")));
        Assert.Empty(Directory.EnumerateDirectories(store.PathOf("deep/deep")));
    }

    [Fact]
    public async Task Comes_back_to_folders_that_it_had_to_close_on_the_way_down()
    {
        await using var store = new FilesHarness();
        const int depth = Walker.MostOpen * 3;
        var expected = new List<string>();
        var spine = "";
        for (var i = 0; i < depth; i++)
        {
            foreach (var name in (string[])[$"{spine}a{i}/1", $"{spine}file", $"{spine}z{i}/1"])
            {
                store.Put(name, "x");
                expected.Add(name);
            }
            spine += "m/";
        }

        Assert.Equal(expected.Order(StringComparer.Ordinal), (await store.FoundAsync()).Select(f => f.Name.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Many_folders_without_a_record_come_as_empty_pages_and_not_as_the_end()
    {
        await using var store = new FilesHarness();
        for (var i = 0; i < 5 * Walker.PageSize; i++)
            Directory.CreateDirectory(store.PathOf($"p/c/{i}"));
        store.Put("p/c/17/1", "x");
        var pages = new List<int>();
        await foreach (var page in store.Reader.DiscoverAsync(TestContext.Current.CancellationToken))
            pages.Add(page.Count);
        Assert.Equal(1, pages.Sum());
        Assert.InRange(pages.Count, 2, 10);
    }

    [Fact]
    public async Task Reports_a_folder_that_was_replaced_while_it_was_closed()
    {
        await using var store = new FilesHarness();
        var spine = "";
        for (var i = 0; i < Walker.MostOpen * 3; i++)
        {
            store.Put($"{spine}a{i}/1", "x");
            store.Put($"{spine}z{i}/1", "x");
            spine += "m/";
        }
        store.PutMany($"{spine}bottom", Walker.PageSize);
        using var root = OpenRoot.OpenAdopted(store.Root, out _);
        using var walker = new Walker(root);
        var items = new List<DiscoveredItem>(walker.NextPage(CancellationToken.None));
        Directory.Move(store.PathOf("m"), store.PathOf("moved"));
        Posix.MakeDirectory(store.PathOf("m"));

        while (!walker.IsAtEnd)
            items.AddRange(walker.NextPage(CancellationToken.None));

        var unreadable = items.OfType<DiscoveredItem.Unreadable>().ToList();
        Assert.NotEmpty(unreadable);
        Assert.All(unreadable, u => Assert.Contains(u.Code, (string[])["moved", "ENOENT"]));
        var found = items.OfType<DiscoveredItem.Found>().Select(f => f.Name.ToString()).ToHashSet(StringComparer.Ordinal);
        foreach (var missed in Enumerable.Range(0, Walker.MostOpen * 3).SelectMany(i => (string[])[$"{Spine(i)}a{i}/1", $"{Spine(i)}z{i}/1"]))
        {
            Assert.True(
                found.Contains(missed) || unreadable.Any(u => missed.StartsWith(u.Name + "/", StringComparison.Ordinal)),
                "a record is neither listed nor in a place that is reported");
        }
    }

    [Theory]
    [InlineData(0, 0, "1970-01-01T00:00:00Z")]
    [InlineData(1_700_000_000, 123_456_789, "2023-11-14T22:13:20.123456789Z")]
    [InlineData(-1, 0, "1969-12-31T23:59:59Z")]
    [InlineData(long.MaxValue, 0, "9999-12-30T00:00:00Z")]
    [InlineData(long.MinValue, 0, "9999-12-30T00:00:00Z")]
    public void Reads_modification_times_and_never_makes_a_nonsensical_one_due(long seconds, uint nanoseconds, string expected)
    {
        var facts = new RetentionWorker.Stores.Files.Native.FileFacts { ModifiedSeconds = seconds, ModifiedNanoseconds = nanoseconds };
        Assert.Equal(expected, NodaTime.Text.InstantPattern.ExtendedIso.Format(FileVersion.ModifiedAt(facts)));
    }

    [Fact]
    public async Task Gives_a_file_another_version_at_every_kind_of_change()
    {
        await using var store = new FilesHarness();
        store.Put("p/c/A/1", "12345");
        var path = store.PathOf("p/c/A/1");
        var times = File.GetLastWriteTimeUtc(path);
        var versions = new List<string> { (await store.FindAsync("p/c/A/1")).Version.Value };
        foreach (var change in (Action[])[
            () => File.WriteAllText(path, "54321"),
            () => File.SetLastWriteTimeUtc(path, times),
            () => Posix.Mode(path, 0x180),
            () => Posix.HardLink(path, store.PathOf("other")),
            () => File.AppendAllText(path, "6")])
        {
            change();
            versions.Add((await store.FindAsync("p/c/A/1")).Version.Value);
        }

        Assert.Equal(versions.Count, versions.Distinct(StringComparer.Ordinal).Count());
    }

    private static string Spine(int depth) => string.Concat(Enumerable.Repeat("m/", depth));
}
