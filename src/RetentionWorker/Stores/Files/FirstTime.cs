using System.Buffers.Binary;
using RetentionWorker.Stores.Files.Native;

namespace RetentionWorker.Stores.Files;

/// <summary>
/// The modification time from before an overwriting began. Overwriting makes a file look new; where it is broken off, a rule that counts from
/// the file's own date would start anew and keep the rest of the content for years. So the time is written into an extended attribute before the
/// first byte goes, and believed for as long as the file still begins with what an overwriting leaves.
/// </summary>
internal static class FirstTime
{
    private const int Length = 12;
    private const int SeekData = 3;

    private static ReadOnlySpan<byte> Name => "user.retention.modified\0"u8;

    /// <summary>Notes the time, and returns what was noted. A file system without such attributes notes nothing: see <see cref="Restore"/>.</summary>
    public static (long Seconds, uint Nanoseconds) Keep(int file, in FileFacts facts)
    {
        if (Read(file) is { } earlier && BeginsWithZeros(file))
            return earlier;
        Span<byte> value = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64LittleEndian(value, facts.ModifiedSeconds);
        BinaryPrimitives.WriteUInt32LittleEndian(value[8..], facts.ModifiedNanoseconds);
        _ = LibC.SetAttribute(file, Name, value);
        return (facts.ModifiedSeconds, facts.ModifiedNanoseconds);
    }

    /// <summary>Sets the time back on a file that is left behind.</summary>
    public static void Restore(int file, (long Seconds, uint Nanoseconds) time) => _ = LibC.SetModified(file, time.Seconds, time.Nanoseconds);

    /// <summary>The facts of a listed file, with the time from before an overwriting that was broken off.</summary>
    public static FileFacts Of(Descriptor directory, ReadOnlySpan<byte> entry, in FileFacts listed)
    {
        if (!listed.IsRegular || !LibC.HasAttribute(directory.Number, entry, Name))
            return listed;
        var number = LibC.OpenBeneath(directory.Number, entry, LibC.NoFollow | LibC.NonBlocking | LibC.NoTerminal);
        if (number < 0)
            return listed;
        using var file = new Descriptor(number);
        if (Read(number) is not { } first || !BeginsWithZeros(number))
            return listed;
        return listed with { ModifiedSeconds = first.Seconds, ModifiedNanoseconds = first.Nanoseconds };
    }

    private static (long Seconds, uint Nanoseconds)? Read(int file)
    {
        Span<byte> value = stackalloc byte[Length];
        return LibC.Attribute(file, Name, value) == Length
            ? (BinaryPrimitives.ReadInt64LittleEndian(value), BinaryPrimitives.ReadUInt32LittleEndian(value[8..]))
            : null;
    }

    private static bool BeginsWithZeros(int file)
    {
        var start = LibC.Seek(file, 0, SeekData);
        if (start < 0)
            return start == -Errno.ENXIO;
        Span<byte> head = stackalloc byte[4096];
        var length = LibC.Read(file, head, start);
        return length > 0 && head[..length].IndexOfAnyExcept((byte)0) < 0;
    }
}
