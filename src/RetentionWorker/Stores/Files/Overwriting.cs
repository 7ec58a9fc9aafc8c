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

    private static readonly int Careful = LibC.NoFollow | LibC.NonBlocking | LibC.NoTerminal;

    /// <summary>Between two questions whether to go on.</summary>
    private static readonly byte[] Zeros = new byte[1024 * 1024];

    /// <summary>Written at most before it is flushed: what waits in memory stays small, and so does the wait at the end of a huge file.</summary>
    private const int FlushEvery = 8 * 1024 * 1024;

    /// <summary>Overwritten and flushed; the name still stands for the file that was overwritten.</summary>
    public sealed record Done : Overwriting;

    /// <summary>The name stands for another file, another version, or a file of several names: nothing was written.</summary>
    public sealed record Changed : Overwriting;

    /// <summary>Broken off on request: part of the content is gone for good, the rest and the name are there.</summary>
    public sealed record BrokenOff : Overwriting;

    /// <summary>It could not be opened or written; part of it may be overwritten.</summary>
    public sealed record NotWritten(int ErrorNumber) : Overwriting;

    /// <summary>It was written, and the flush failed.</summary>
    public sealed record NotFlushed(int ErrorNumber) : Overwriting;

    /// <summary><paramref name="breakOff"/> is asked after each piece that was written.</summary>
    public static Overwriting Of(Descriptor directory, ReadOnlySpan<byte> entry, RecordVersion seen, Func<bool> breakOff)
    {
        var number = LibC.OpenBeneath(directory.Number, entry, LibC.ReadWrite | Careful);
        if (number == -Errno.EACCES)
            number = LibC.OpenBeneath(directory.Number, entry, LibC.WriteOnly | Careful);
        if (number < 0)
            return number is -Errno.ENOENT or -Errno.ELOOP ? new Changed() : new NotWritten(-number);
        using var file = new Descriptor(number);
        if (LibC.Facts(number, out var facts) < 0 || !facts.IsRegular || facts.Links != 1 || !FileVersion.Is(facts, seen))
            return new Changed();
        var firstTime = FirstTime.Keep(number, facts);
        if (WriteZeros(number, (long)facts.Size, breakOff) is { } ended)
        {
            FirstTime.Restore(number, firstTime);
            return ended;
        }
        var flushed = LibC.Sync(number);
        if (flushed < 0)
            return new NotFlushed(-flushed);
        // The next step removes the name: it must still be this file's.
        return LibC.Facts(directory.Number, entry, out var now) >= 0 && now.IsSamePlaceAs(facts) ? new Done() : new NotWritten(Errno.ESTALE);
    }

    /// <summary>Null where all of it was written.</summary>
    private static Overwriting? WriteZeros(int file, long size, Func<bool> breakOff)
    {
        long at = 0;
        long unflushed = 0;
        while (at < size)
        {
            var start = LibC.Seek(file, at, SeekData);
            if (start < 0)
                return start == -Errno.ENXIO ? null : new NotWritten((int)-start);
            var hole = LibC.Seek(file, start, SeekHole);
            var end = hole < 0 ? size : Math.Min(size, hole);
            for (at = start; at < end;)
            {
                var written = LibC.Write(file, Zeros.AsSpan(0, (int)Math.Min(Zeros.Length, end - at)), at);
                if (written == -Errno.EINTR)
                    continue;
                if (written <= 0)
                    return new NotWritten(written == 0 ? Errno.EIO : -written);
                at += written;
                unflushed += written;
                if (at < size && breakOff())
                    return new BrokenOff();
                if (unflushed < FlushEvery)
                    continue;
                unflushed = 0;
                var flushed = LibC.SyncData(file);
                if (flushed < 0)
                    return new NotFlushed(-flushed);
            }
        }
        return null;
    }
}
