using System.Text;
using RetentionWorker.Stores;
using RetentionWorker.Stores.Files;

namespace RetentionWorker.Tests.Stores.Files;

public sealed class FilesClockTests
{
    [Fact]
    public async Task A_place_where_no_probe_can_be_made_gives_no_evidence_and_that_is_no_fault()
    {
        await using var store = new FilesHarness();
        Directory.CreateDirectory(Path.Combine(store.Root, ".retention-probe", "taken"));
        Assert.Null(await store.Clock.TellAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_probe_that_a_killed_process_left_is_no_record_and_not_believed()
    {
        await using var store = new FilesHarness();
        var left = Path.Combine(store.Root, ".retention-probe");
        File.WriteAllText(left, "");
        File.SetLastWriteTimeUtc(left, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await foreach (var page in store.Reader.DiscoverAsync(TestContext.Current.CancellationToken))
            Assert.Empty(page);
        Assert.True((await store.Clock.TellAsync(TestContext.Current.CancellationToken))!.At > NodaTime.Instant.FromUtc(2020, 1, 1, 0, 0));
        Assert.False(File.Exists(left));
    }
}

public sealed class FilesIdentityTests
{
    [Fact]
    public async Task Writes_a_small_marker_that_only_its_owner_can_read_and_leaves_no_draft()
    {
        await using var store = new FilesHarness();
        store.WriteMarker(null);
        // A draft that a killed adoption left behind.
        File.WriteAllText(store.Marker + ".new", "{\"format\":1,\"iden");

        await store.Identity.WriteAsync("new-identity", TestContext.Current.CancellationToken);

        Assert.Equal("{\"format\":1,\"identity\":\"new-identity\"}", File.ReadAllText(store.Marker));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(store.Marker));
        Assert.Equal([store.Marker], Directory.EnumerateFileSystemEntries(store.Root));
    }

    [Fact]
    public async Task Reports_an_adoption_that_could_not_be_made_durable()
    {
        await using var store = new FilesHarness();
        store.WriteMarker(null);

        var fault = Assert.Throws<StoreFault>(() => OwnThread.Run(() =>
        {
            Posix.Fail(SystemCall.Fsync, 5);
            using var root = OpenRoot.Open(store.Root);
            StoreMarker.Write(root.Directory, "new-identity");
            return 0;
        }));

        Assert.Equal("EIO", fault.Code);
        Assert.Null(await store.Identity.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"format\":1}")]
    [InlineData("{\"format\":1,\"identity\":\"\"}")]
    [InlineData("{\"format\":1,\"identity\":null}")]
    [InlineData("{\"format\":2,\"identity\":\"x\"}")]
    [InlineData("{\"format\":1,\"identity\":\"cut")]
    [InlineData("\u0000")]
    public async Task Takes_a_marker_that_it_cannot_read_for_suspect_and_not_for_missing(string content)
    {
        await using var store = new FilesHarness();
        File.WriteAllText(store.Marker, content);

        var fault = await Assert.ThrowsAsync<StoreFault>(() => store.Identity.ReadAsync(TestContext.Current.CancellationToken));

        Assert.Equal((StoreFaultKind.Suspect, "marker-unreadable"), (fault.Kind, fault.Code));
        await Assert.ThrowsAsync<StoreFault>(() => store.Identity.WriteAsync("x", TestContext.Current.CancellationToken));
        Assert.Equal(content, File.ReadAllText(store.Marker));
    }

    [Fact]
    public async Task Follows_no_link_to_a_marker_elsewhere()
    {
        await using var store = new FilesHarness();
        File.Move(store.Marker, Path.Combine(store.Base, "elsewhere"));
        Posix.SymbolicLink(Path.Combine(store.Base, "elsewhere"), store.Marker);

        var fault = await Assert.ThrowsAsync<StoreFault>(() => store.Identity.ReadAsync(TestContext.Current.CancellationToken));

        Assert.Equal((StoreFaultKind.Suspect, "marker-unreadable"), (fault.Kind, fault.Code));
    }

    [Fact]
    public async Task Does_not_wait_on_a_pipe_in_the_place_of_the_marker()
    {
        await using var store = new FilesHarness();
        store.WriteMarker(null);
        Posix.Pipe(store.Marker);
        Assert.Equal("marker-unreadable", (await Assert.ThrowsAsync<StoreFault>(() => store.Identity.ReadAsync(TestContext.Current.CancellationToken))).Code);
    }

    [Fact]
    public async Task Tells_a_missing_root_from_one_that_is_no_folder()
    {
        await using var store = new FilesHarness();
        Assert.Equal("root-missing", (await Assert.ThrowsAsync<StoreFault>(() => new FilesIdentity(store.Root + "x").ReadAsync(TestContext.Current.CancellationToken))).Code);
        Assert.Equal("root-not-a-directory", (await Assert.ThrowsAsync<StoreFault>(() => new FilesIdentity(store.Marker).ReadAsync(TestContext.Current.CancellationToken))).Code);
    }
}
