using System.Diagnostics;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores;

namespace RetentionWorker.Tests.Stores.Files;

public sealed class FilesEraserFaultTests
{
    [Theory]
    [InlineData(5, "EIO", true, false)]
    [InlineData(4, "EINTR", true, true)]
    [InlineData(11, "EAGAIN", true, true)]
    [InlineData(16, "EBUSY", true, true)]
    [InlineData(110, "ETIMEDOUT", true, false)]
    [InlineData(112, "EHOSTDOWN", true, false)]
    [InlineData(116, "ESTALE", true, false)]
    [InlineData(28, "ENOSPC", false, false)]
    public async Task Tells_what_may_pass_and_what_may_have_been_done(int errno, string code, bool transient, bool untouched)
    {
        var outcome = await UnlinkFailsWithAsync(errno);
        Assert.Equal(new ErasureOutcome.Failed(outcome.Order, code) { Transient = transient, Untouched = untouched }, outcome);
    }

    [Theory]
    [InlineData(30, "EROFS")]
    [InlineData(13, "EACCES")]
    [InlineData(1, "EPERM")]
    public async Task Tells_what_the_file_system_refuses_from_what_fails(int errno, string code)
    {
        var outcome = await UnlinkFailsWithAsync(errno);
        Assert.Equal(new ErasureOutcome.Refused(outcome.Order, code), outcome);
    }

    private static async Task<ErasureOutcome> UnlinkFailsWithAsync(int errno)
    {
        await using var store = new FilesHarness();
        store.Put("p/c/A/1", "x");
        var planned = await store.FindAsync("p/c/A/1");

        var outcome = Assert.Single(OwnThread.Run(() =>
        {
            Posix.Fail(SystemCall.Unlinkat, errno);
            return store.Erase(planned);
        }));

        Assert.True(File.Exists(store.PathOf("p/c/A/1")));
        return outcome;
    }

    [Fact]
    public async Task Reports_an_immutable_file_as_refused()
    {
        await using var store = new FilesHarness();
        store.Put("p/c/A/1", "x");
        store.Put("p/c/A/2", "x");
        Assert.SkipUnless(Posix.IsRoot && Run("chattr", "+i", store.PathOf("p/c/A/1")) == 0, "the attribute takes root and a file system that has it");
        try
        {
            var outcomes = store.Erase(await store.FindAsync("p/c/A/1"), await store.FindAsync("p/c/A/2"));
            Assert.Equal("EPERM", Assert.IsType<ErasureOutcome.Refused>(outcomes[0]).Code);
            Assert.IsType<ErasureOutcome.Erased>(outcomes[1]);
        }
        finally
        {
            Run("chattr", "-i", store.PathOf("p/c/A/1"));
        }
    }

    [Fact]
    public async Task Refuses_a_file_in_a_folder_that_may_not_be_written()
    {
        await using var store = new FilesHarness();
        store.Put("p/c/A/1", "x");
        var planned = await store.FindAsync("p/c/A/1");
        Posix.Mode(store.PathOf("p/c/A"), 0x16D);

        var outcome = Assert.Single(OwnThread.Run(() =>
        {
            Posix.ObeyPermissions();
            return store.Erase(planned);
        }));

        Assert.Equal("EACCES", Assert.IsType<ErasureOutcome.Refused>(outcome).Code);
        Assert.True(File.Exists(store.PathOf("p/c/A/1")));
    }

    [Fact]
    public async Task Claims_nothing_that_could_not_be_flushed_and_erases_nothing_more()
    {
        await using var store = new FilesHarness();
        for (var i = 0; i < 100; i++)
            store.Put($"p/c/{i:D3}/1", "x");
        var records = await store.FoundAsync();

        var outcomes = OwnThread.Run(() =>
        {
            Posix.Fail(SystemCall.Fsync, 5);
            return store.Erase([.. records]);
        });

        Assert.DoesNotContain(outcomes, outcome => outcome is ErasureOutcome.Erased);
        Assert.All(outcomes.OfType<ErasureOutcome.Failed>(), failed => Assert.Equal("fsync-EIO", failed.Code));
        var kept = outcomes.OfType<ErasureOutcome.Kept>().ToList();
        Assert.NotEmpty(kept);
        Assert.All(kept, k => Assert.Equal(KeptReason.StoreSuspect, k.Reason));
        var left = await store.FoundAsync();
        Assert.Equal(kept.Count, left.Count);

        // The flush works again, and proves nothing of what it lost.
        var fault = Assert.Throws<StoreFault>(() => store.Erase([.. left]));
        Assert.Equal((StoreFaultKind.Suspect, "fsync-EIO"), (fault.Kind, fault.Code));
        Assert.Equal(left.Count, (await store.FoundAsync()).Count);
    }

    [Fact]
    public async Task Does_not_unlink_a_file_whose_overwriting_could_not_be_flushed()
    {
        await using var store = new FilesHarness(overwrite: true);
        store.Put("p/c/A/1", "x");
        var planned = await store.FindAsync("p/c/A/1");

        var outcome = Assert.Single(OwnThread.Run(() =>
        {
            Posix.Fail(SystemCall.Fsync, 5);
            return store.Erase(planned);
        }));

        Assert.Equal("fsync-EIO", Assert.IsType<ErasureOutcome.Failed>(outcome).Code);
        Assert.True(File.Exists(store.PathOf("p/c/A/1")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(StoreHarness.Foreign)]
    public async Task Claims_nothing_where_the_identity_changes_under_its_hands(string? identity)
    {
        await using var store = new FilesHarness();
        for (var i = 0; i < 200; i++)
            store.Put($"p/c/{i:D3}/1", "x");
        var gate = new MeddlingGate(asked =>
        {
            if (asked == 10)
                store.WriteMarker(identity);
        });

        var outcomes = store.Erase(Orders.For(await store.FoundAsync()), gate);

        Assert.DoesNotContain(outcomes, outcome => outcome is ErasureOutcome.Erased or ErasureOutcome.AlreadyAbsent);
        Assert.True(outcomes.Count(outcome => outcome is ErasureOutcome.Kept { Reason: KeptReason.StoreSuspect }) > 100, "it went on");
    }

    [Fact]
    public async Task Touches_nothing_of_a_folder_that_takes_the_place_of_the_root()
    {
        await using var store = new FilesHarness();
        await using var impostor = new FilesHarness();
        for (var i = 0; i < 8; i++)
        {
            store.Put($"p/c/A/{i}", "x");
            impostor.Put($"p/c/A/{i}", "x");
        }
        var gate = new MeddlingGate(asked =>
        {
            if (asked != 3)
                return;
            Directory.Move(store.Root, store.Root + ".away");
            Directory.Move(impostor.Root, store.Root);
        });

        var outcomes = store.Erase(Orders.For(await store.FoundAsync()), gate);

        Assert.All(outcomes, outcome => Assert.Equal("root-moved", Assert.IsType<ErasureOutcome.Failed>(outcome).Code));
        Assert.Equal(8, (await store.FoundAsync()).Count);
    }

    [Fact]
    public async Task Erases_nothing_while_the_root_is_not_mounted()
    {
        Assert.SkipUnless(Posix.IsRoot, "mounting takes root");
        await using var store = new FilesHarness();
        var fault = OwnThread.Run(() =>
        {
            Posix.OwnMounts();
            Posix.MountTmpfs(store.Root);
            store.WriteMarker(StoreHarness.Adopted);
            store.Put("p/c/A/1", "x");
            var planned = store.Walk().OfType<DiscoveredItem.Found>().ToList();
            Posix.Unmount(store.Root);
            File.Delete(store.Marker);
            return Assert.Throws<StoreFault>(() => store.Erase([.. planned]));
        });

        Assert.Equal((StoreFaultKind.Suspect, "marker-missing"), (fault.Kind, fault.Code));
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
