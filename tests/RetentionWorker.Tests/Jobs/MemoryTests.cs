using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;
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

    /// <summary>On a file of its own: the kernel leaves alone what another process maps too, as it does with the program files of a busy machine.</summary>
    [Fact]
    public void Gives_back_the_pages_of_a_mapped_file_and_reads_them_back_unchanged()
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"mapped-{Guid.NewGuid():n}");
        try
        {
            var content = RandomNumberGenerator.GetBytes(4 << 20);
            using (var file = File.Create(path))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            using var mapped = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            using var view = mapped.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            Assert.Equal(content, Read(view));
            var before = ResidentOf(path);
            Assert.True(before >= content.Length / 1024, $"Only {before} KiB of the file were read in.");

            Memory.GiveBack();

            Assert.InRange(ResidentOf(path), 0, before / 10);
            Assert.Equal(content, Read(view));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Read(MemoryMappedViewAccessor view)
    {
        var read = new byte[view.Capacity];
        view.ReadArray(0, read, 0, read.Length);
        return read;
    }

    /// <summary>KiB of the mappings of the file that are in memory, by proc_pid_smaps(5).</summary>
    private static long ResidentOf(string path) => File.ReadAllLines("/proc/self/smaps").SkipWhile(l => !l.EndsWith(path, StringComparison.Ordinal))
        .First(l => l.StartsWith("Rss:", StringComparison.Ordinal)) is var line ? long.Parse(line[4..^2], CultureInfo.InvariantCulture) : 0;
}
