using Retention.Domain.Facts;
using RetentionWorker.Stores.Files.Native;

namespace RetentionWorker.Stores.Files;

/// <summary>
/// One pass of zeros over a file's data (holes have none), flushed before anybody says so. On a solid-state disk, a copy-on-write or a network
/// file system the old blocks may well survive: it is done and said, and no more is claimed.
/// </summary>
internal abstract record Overwriting
{
    private const int SeekData = 3;
    private const int SeekHole = 4;

    private static readonly byte[] Zeros = new byte[1024 * 1024];

    /// <summary>Overwritten and flushed; the name still stands for the file that was overwritten.</summary>
    public sealed record Done : Overwriting;

    /// <summary>The name stands for another file, another version, or a file of several names: nothing was written.</summary>
    public sealed record Changed : Overwriting;

    /// <summary>It could not be opened or written; part of it may be overwritten.</summary>
    public sealed record NotWritten(int ErrorNumber) : Overwriting;

    /// <summary>It was written, and the flush failed.</summary>
    public sealed record NotFlushed(int ErrorNumber) : Overwriting;

    public static Overwriting Of(Descriptor directory, ReadOnlySpan<byte> entry, RecordVersion seen)
    {
        var number = LibC.OpenBeneath(directory.Number, entry, LibC.WriteOnly | LibC.NoFollow | LibC.NonBlocking | LibC.NoTerminal);
        if (number < 0)
            return number is -Errno.ENOENT or -Errno.ELOOP ? new Changed() : new NotWritten(-number);
        using var file = new Descriptor(number);
        if (LibC.Facts(number, out var facts) < 0 || !facts.IsRegular || facts.Links != 1 || !FileVersion.Is(facts, seen))
            return new Changed();
        var written = WriteZeros(number, (long)facts.Size);
        if (written < 0)
            return new NotWritten(-written);
        var flushed = LibC.Sync(number);
        if (flushed < 0)
            return new NotFlushed(-flushed);
        // The next step removes the name: it must still be this file's.
        return LibC.Facts(directory.Number, entry, out var now) >= 0 && now.IsSamePlaceAs(facts) ? new Done() : new NotWritten(Errno.ESTALE);
    }

    private static int WriteZeros(int file, long size)
    {
        long at = 0;
        while (at < size)
        {
            var start = LibC.Seek(file, at, SeekData);
            if (start < 0)
                return start == -Errno.ENXIO ? 0 : (int)start;
            var hole = LibC.Seek(file, start, SeekHole);
            var end = hole < 0 ? size : Math.Min(size, hole);
            for (at = start; at < end;)
            {
                var written = LibC.Write(file, Zeros.AsSpan(0, (int)Math.Min(Zeros.Length, end - at)), at);
                if (written == -Errno.EINTR)
                    continue;
                if (written <= 0)
                    return written == 0 ? -Errno.EIO : written;
                at += written;
            }
        }
        return 0;
    }
}
