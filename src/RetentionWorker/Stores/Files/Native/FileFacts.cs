using System.Runtime.InteropServices;

namespace RetentionWorker.Stores.Files.Native;

/// <summary>The fields of Linux's <c>struct statx</c> (one layout on every architecture) that this store reads.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileFacts
{
    private const ulong MountRoot = 0x2000;

    private const int TypeMask = 0xF000;

    [FieldOffset(8)] private ulong attributes;
    [FieldOffset(16)] public uint Links;
    [FieldOffset(28)] private ushort mode;
    [FieldOffset(32)] public ulong Inode;
    [FieldOffset(40)] public ulong Size;
    [FieldOffset(96)] public long ChangedSeconds;
    [FieldOffset(104)] public uint ChangedNanoseconds;
    [FieldOffset(112)] public long ModifiedSeconds;
    [FieldOffset(120)] public uint ModifiedNanoseconds;
    [FieldOffset(136)] private uint deviceMajor;
    [FieldOffset(140)] private uint deviceMinor;

    public readonly ulong Device => ((ulong)deviceMajor << 32) | deviceMinor;

    public readonly bool IsDirectory => (mode & TypeMask) == 0x4000;

    public readonly bool IsRegular => (mode & TypeMask) == 0x8000;

    public readonly bool IsSymbolicLink => (mode & TypeMask) == 0xA000;

    /// <summary>Whether another file system (or a bind mount) is mounted right here.</summary>
    public readonly bool IsMountPoint => (attributes & MountRoot) != 0;

    /// <summary>Whether neither size nor modification time tell them apart.</summary>
    public readonly bool HasContentOf(in FileFacts other) =>
        Size == other.Size && ModifiedSeconds == other.ModifiedSeconds && ModifiedNanoseconds == other.ModifiedNanoseconds;

    public readonly bool IsSamePlaceAs(in FileFacts other) => Inode == other.Inode && Device == other.Device;
}
