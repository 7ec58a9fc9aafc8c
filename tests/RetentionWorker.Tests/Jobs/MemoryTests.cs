using System.Globalization;
using RetentionWorker.Jobs;

namespace RetentionWorker.Tests.Jobs;

public sealed class MemoryTests
{
    [Theory]
    [InlineData("7f0a00000000-7f0a00003000 r-xp 00000000 fe:00 1234                       /usr/lib/x86_64-linux-gnu/libc.so.6", 0x7f0a00000000, 0x3000)]
    [InlineData("00400000-00452000 r-xp 00000000 08:02 173521      /opt/a program with spaces", 0x400000, 0x52000)]
    public void Knows_the_range_of_a_mapped_file(string line, long start, long length) =>
        Assert.Equal(((nuint)start, (nuint)length), Memory.RangeOfFile(line));

    [Theory]
    [InlineData("7f0a00000000-7f0a00003000 rw-p 00000000 00:00 0")]
    [InlineData("7ffd1000-7ffd2000 rw-p 00000000 00:00 0                          [stack]")]
    [InlineData("7f0a00000000-7f0a00003000 rwxs 00000000 00:01 1  /memfd:doublemapper (deleted)")]
    [InlineData("7f0a00000000-7f0a00003000 rw-s 00000000 00:01 1  /dev/shm/x")]
    [InlineData("7f0a00003000-7f0a00000000 r-xp 00000000 08:02 1  /x")]
    [InlineData("- r-xp 00000000 08:02 1  /x")]
    [InlineData("x r-xp 00000000 08:02 1  /x")]
    [InlineData("")]
    public void Leaves_alone_whatever_is_not_a_file(string line) => Assert.Null(Memory.RangeOfFile(line));

    [Fact]
    public void Gives_back_pages_of_files_and_goes_on_working()
    {
        // Other tests run meanwhile and read pages back: the least of a few tries.
        var least = Enumerable.Range(0, 20).Min(_ =>
        {
            var before = ResidentOfFiles();
            Memory.GiveBack();
            return ResidentOfFiles() / (double)before;
        });

        Assert.InRange(least, 0, 0.95);
    }

    private static long ResidentOfFiles() => long.Parse(
        File.ReadLines("/proc/self/status").Single(l => l.StartsWith("RssFile:", StringComparison.Ordinal))[8..^2], CultureInfo.InvariantCulture);
}
