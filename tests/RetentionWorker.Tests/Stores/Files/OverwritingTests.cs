using System.Diagnostics;
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

    private static long BlocksOf(FileStream file)
    {
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-L", "-c", "%b", $"/proc/{Environment.ProcessId}/fd/{file.SafeFileHandle.DangerousGetHandle()}"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return long.Parse(stat.StandardOutput.ReadToEnd(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
