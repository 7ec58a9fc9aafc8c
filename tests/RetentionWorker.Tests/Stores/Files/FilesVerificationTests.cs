using Retention.Domain.Outcomes;
using RetentionWorker.Stores;

namespace RetentionWorker.Tests.Stores.Files;

public sealed class FilesVerificationTests
{
    [Fact]
    public async Task Says_how_it_looked_by_listing_small_folders_and_by_looking_up_in_large_ones()
    {
        await using var store = new FilesHarness();
        store.Put("p/c/small/1", "x");
        store.PutMany("p/c/large", 1500);

        var outcomes = store.Verify("p/c/small/none", "p/c/large/none", "p/c/large/1499", "p/c/gone/1");

        Assert.Equal("listed-absent", Assert.IsType<VerificationOutcome.Absent>(outcomes[0]).How);
        Assert.Equal("looked-up-absent", Assert.IsType<VerificationOutcome.Absent>(outcomes[1]).How);
        Assert.IsType<VerificationOutcome.Present>(outcomes[2]);
        Assert.Equal("listed-absent", Assert.IsType<VerificationOutcome.Absent>(outcomes[3]).How);
    }

    [Fact]
    public async Task Finds_nothing_below_a_file_that_took_the_place_of_a_folder()
    {
        await using var store = new FilesHarness();
        store.Put("p/c/A", "a file");
        Assert.IsType<VerificationOutcome.Absent>(Assert.Single(store.Verify("p/c/A/1")));
    }

    [Fact]
    public async Task Does_not_know_what_lies_in_a_folder_that_it_may_not_read()
    {
        await using var store = new FilesHarness();
        store.Put("p/c/locked/1", "x");
        Posix.Mode(store.PathOf("p/c/locked"), 0);

        var outcomes = OwnThread.Run(() =>
        {
            Posix.ObeyPermissions();
            return store.Verify("p/c/locked/1", "p/c/locked/none", "p/c/locked/deeper/none");
        });

        Assert.All(outcomes, outcome => Assert.Equal(new VerificationOutcome.Unknown("EACCES"), outcome));
    }

    [Fact]
    public async Task Does_not_know_what_a_broken_listing_would_have_shown()
    {
        await using var store = new FilesHarness();
        store.Put("p/c/A/1", "x");

        var outcomes = OwnThread.Run(() =>
        {
            Posix.Fail(SystemCall.Getdents, 5);
            return store.Verify("p/c/A/1", "p/c/A/none", "p/c/none/1");
        });

        Assert.All(outcomes, outcome => Assert.Equal(new VerificationOutcome.Unknown("EIO") { Transient = true }, outcome));
    }

    [Fact]
    public async Task Finds_nothing_absent_while_the_root_is_not_mounted()
    {
        await using var store = new FilesHarness();
        store.Put("p/c/A/1", "x");
        Directory.Move(store.Root, store.Root + ".away");
        Posix.MakeDirectory(store.Root);

        var fault = Assert.Throws<StoreFault>(() => store.Verify("p/c/A/1", "p/c/A/none"));

        Assert.Equal((StoreFaultKind.Suspect, "marker-missing"), (fault.Kind, fault.Code));
    }

    [Fact]
    public async Task Settles_what_an_ended_process_may_have_left_unflushed_or_says_that_it_cannot()
    {
        await using var store = new FilesHarness();
        await store.Reader.SettleAsync(TestContext.Current.CancellationToken);

        var fault = Assert.Throws<StoreFault>(() => OwnThread.Run(() =>
        {
            Posix.Fail(SystemCall.Syncfs, 5);
            ((RetentionWorker.Stores.Files.FilesReader)store.Reader).Settle();
            return 0;
        }));

        Assert.Equal((StoreFaultKind.Suspect, "syncfs-EIO"), (fault.Kind, fault.Code));
    }
}
