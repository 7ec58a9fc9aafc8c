using System.Diagnostics;
using NodaTime;
using Retention.Domain.Outcomes;

namespace RetentionWorker.Tests.Stores.Files;

public sealed class OverwritingTests
{
    [Fact]
    public async Task Overwrites_the_content_before_the_name_goes()
    {
        await using var store = new FilesHarness(overwrite: true);
        var content = Enumerable.Repeat((byte)'s', 3_000_000).ToArray();
        store.Put("p/c/A/1"u8.ToArray(), content);
        await using var held = File.OpenRead(store.PathOf("p/c/A/1"));

        var erased = Assert.IsType<ErasureOutcome.Erased>(Assert.Single(store.Erase(await store.FindAsync("p/c/A/1"))));

        Assert.Equal(ErasureMethod.OverwrittenAndUnlinked, erased.Method);
        var left = new byte[content.Length + 1];
        Assert.Equal(content.Length, held.ReadAtLeast(left, left.Length, throwOnEndOfStream: false));
        Assert.True(left.AsSpan().IndexOfAnyExcept((byte)0) < 0, "some of the content survived in the file's own blocks");
    }

    [Fact]
    public async Task Leaves_the_content_alone_where_nobody_asked_to_overwrite_it()
    {
        await using var store = new FilesHarness(overwrite: false);
        store.Put("p/c/A/1", "secret");
        await using var held = File.OpenRead(store.PathOf("p/c/A/1"));
        Assert.IsType<ErasureOutcome.Erased>(Assert.Single(store.Erase(await store.FindAsync("p/c/A/1"))));
        Assert.Equal("secret", new StreamReader(held).ReadToEnd());
    }

    [Fact]
    public async Task Overwrites_the_data_of_a_sparse_file_and_does_not_fill_its_holes()
    {
        await using var store = new FilesHarness(overwrite: true);
        store.Put("p/c/A/1", "start");
        await using var held = new FileStream(store.PathOf("p/c/A/1"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        held.SetLength(1L << 40);
        held.Position = 1L << 39;
        held.Write("middle"u8);
        held.Flush();

        Assert.IsType<ErasureOutcome.Erased>(Assert.Single(store.Erase(await store.FindAsync("p/c/A/1"))));

        Assert.True(BlocksOf(held) < 1024, "the holes were filled");
        held.Position = 1L << 39;
        var middle = new byte[6];
        held.ReadExactly(middle);
        Assert.Equal(new byte[6], middle);
    }

    [Theory]
    [InlineData(KeptReason.Stopping)]
    [InlineData(KeptReason.StoreSuspect)]
    public async Task Breaks_off_between_two_pieces_says_so_and_comes_back_for_the_rest(KeptReason reason)
    {
        await using var store = new FilesHarness(overwrite: true);
        var path = PutOld(store, "p/c/A/1", 20);
        store.Put("p/c/A/2", "untouched");
        var planned = await store.FindAsync("p/c/A/1");

        // Asked once for the file, then after each mebibyte.
        var gate = new ClosingGate(4, reason);
        var outcomes = store.Erase(Orders.For([planned, await store.FindAsync("p/c/A/2")]), gate);

        var failed = Assert.IsType<ErasureOutcome.Failed>(outcomes[0]);
        Assert.Equal(("overwrite-interrupted", false, false), (failed.Code, failed.Untouched, failed.Transient));
        Assert.IsType<ErasureOutcome.Kept>(outcomes[1]);
        Assert.Equal("untouched", File.ReadAllText(store.PathOf("p/c/A/2")));
        var left = File.ReadAllBytes(path);
        Assert.Equal(4 * Mebibyte, left.AsSpan().IndexOfAnyExcept((byte)0));
        Assert.Equal(20 * Mebibyte, left.Length);
        Assert.Equal(5, gate.Asked);

        // Another version, for it was changed, and of the old date, for nobody wrote anything new.
        var found = await store.FindAsync("p/c/A/1");
        Assert.NotEqual(planned.Version, found.Version);
        Assert.Equal(planned.ModifiedAt, found.ModifiedAt);
        Assert.IsType<ErasureOutcome.Erased>(Assert.Single(store.Erase(found)));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Goes_on_where_a_fact_is_recorded_meanwhile()
    {
        await using var store = new FilesHarness(overwrite: true);
        PutOld(store, "p/c/A/1", 20);
        var gate = new ClosingGate(4, KeptReason.FactsChanged);
        Assert.IsType<ErasureOutcome.Erased>(Assert.Single(store.Erase(Orders.For([await store.FindAsync("p/c/A/1")]), gate)));
    }

    [Fact]
    public async Task Lists_what_was_killed_in_mid_overwriting_under_its_first_date_until_somebody_writes_it_anew()
    {
        await using var store = new FilesHarness(overwrite: true);
        var path = PutOld(store, "p/c/A/1", 20);
        var first = (await store.FindAsync("p/c/A/1")).ModifiedAt;
        store.Erase(Orders.For([await store.FindAsync("p/c/A/1")]), new ClosingGate(4, KeptReason.Stopping));

        // Whoever is killed sets no time back.
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 5, 5, 5, 5, 5, DateTimeKind.Utc));
        Assert.Equal(first, (await store.FindAsync("p/c/A/1")).ModifiedAt);
        store.Erase(Orders.For([await store.FindAsync("p/c/A/1")]), new ClosingGate(9, KeptReason.Stopping));
        Assert.Equal(first, (await store.FindAsync("p/c/A/1")).ModifiedAt);

        File.WriteAllText(path, "somebody's new recording");
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 5, 5, 5, 5, 5, DateTimeKind.Utc));
        Assert.Equal(Instant.FromUtc(2026, 5, 5, 5, 5, 5), (await store.FindAsync("p/c/A/1")).ModifiedAt);
    }

    private const int Mebibyte = 1024 * 1024;

    private static string PutOld(FilesHarness store, string name, int mebibytes)
    {
        store.Put(System.Text.Encoding.UTF8.GetBytes(name), [.. Enumerable.Repeat((byte)'s', mebibytes * Mebibyte)]);
        File.SetLastWriteTimeUtc(store.PathOf(name), new DateTime(2020, 2, 2, 2, 2, 2, DateTimeKind.Utc));
        return store.PathOf(name);
    }

    private static long BlocksOf(FileStream file)
    {
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-L", "-c", "%b", $"/proc/{Environment.ProcessId}/fd/{file.SafeFileHandle.DangerousGetHandle()}"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return long.Parse(stat.StandardOutput.ReadToEnd(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
