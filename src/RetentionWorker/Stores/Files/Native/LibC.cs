using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RetentionWorker.Stores.Files.Native;

/// <summary>
/// The system calls of this store. Names go in as bytes, relative to an open directory; a call returns its result, or the negated error
/// number. Interrupted calls are repeated here, and nowhere else is anything repeated.
/// </summary>
internal static unsafe partial class LibC
{
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int NoTerminal = 0x100;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int PathOnly = 0x200000;

    /// <summary>These two differ between the architectures.</summary>
    public static readonly int DirectoryOnly = IsArm ? 0x4000 : 0x10000;
    public static readonly int NoFollow = IsArm ? 0x8000 : 0x20000;

    private const int AtSymlinkNoFollow = 0x100;
    private const int AtNoAutomount = 0x800;
    private const int AtEmptyPath = 0x1000;
    private const int AtForceSync = 0x2000;
    private const int AtRemoveDirectory = 0x200;
    private const uint StatxBasic = 0x7FF;
    private const long OpenAt2Number = 437;

    /// <summary>Never across a mount, never through a symbolic link, never out of the directory that it starts from.</summary>
    private const ulong Beneath = 0x01 | 0x04 | 0x08;

    /// <summary>The kernel copies at most 4,096 bytes of a path, the closing NUL included.</summary>
    public const int LongestPath = 4095;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>Opens what lies beneath a directory, by <c>openat2</c>; the last segment is not followed either.</summary>
    [SkipLocalsInit]
    public static int OpenBeneath(int directory, ReadOnlySpan<byte> path, int flags, int mode = 0)
    {
        if (path.Length > LongestPath)
            return -Errno.ENAMETOOLONG;
        byte* name = stackalloc byte[LongestPath + 1];
        Terminate(path, name);
        var how = new OpenHow { Flags = (ulong)(uint)(flags | CloseOnExec), Mode = (ulong)mode, Resolve = Beneath };
        long result;
        do
            result = openat2(OpenAt2Number, directory, name, &how, sizeof(OpenHow));
        while (result < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
        return result < 0 ? -Marshal.GetLastPInvokeError() : (int)result;
    }

    /// <summary>Opens the store's root by its path, for looking up only.</summary>
    public static int OpenRoot(string path)
    {
        int result;
        do
            result = open(path, PathOnly | DirectoryOnly | CloseOnExec, 0);
        while (result < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
        return Answer(result);
    }

    /// <summary>The facts of one entry of a directory, of a link itself where it is one. <paramref name="fresh"/> asks a network file system to ask its server.</summary>
    [SkipLocalsInit]
    public static int Facts(int directory, ReadOnlySpan<byte> entry, out FileFacts facts, bool fresh = false)
    {
        facts = default;
        if (entry.Length > LongestPath)
            return -Errno.ENAMETOOLONG;
        byte* name = stackalloc byte[entry.Length + 1];
        Terminate(entry, name);
        fixed (FileFacts* result = &facts)
            return Answer(statx(directory, name, AtSymlinkNoFollow | AtNoAutomount | (fresh ? AtForceSync : 0), StatxBasic, result));
    }

    /// <summary>The facts of what is open.</summary>
    public static int Facts(int descriptor, out FileFacts facts)
    {
        facts = default;
        byte nothing = 0;
        fixed (FileFacts* result = &facts)
            return Answer(statx(descriptor, &nothing, AtEmptyPath | AtNoAutomount, StatxBasic, result));
    }

    /// <summary>The next entries of an open directory as <c>struct linux_dirent64</c>; 0 at the end.</summary>
    public static int Entries(int directory, Span<byte> buffer)
    {
        fixed (byte* to = buffer)
        {
            nint result;
            do
                result = getdents64(directory, to, (nuint)buffer.Length);
            while (result < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            return Answer((int)result);
        }
    }

    /// <summary>Removes one name from an open directory: of a file, a link, a pipe, or (on request) an empty directory.</summary>
    [SkipLocalsInit]
    public static int Unlink(int directory, ReadOnlySpan<byte> entry, bool emptyDirectory = false)
    {
        if (entry.Length > LongestPath)
            return -Errno.ENAMETOOLONG;
        byte* name = stackalloc byte[entry.Length + 1];
        Terminate(entry, name);
        return Answer(unlinkat(directory, name, emptyDirectory ? AtRemoveDirectory : 0));
    }

    /// <summary>Gives what has one name in the directory another one, which must not exist.</summary>
    public static int Link(int directory, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        fixed (byte* source = Terminated(from), target = Terminated(to))
            return Answer(linkat(directory, source, directory, target, 0));
    }

    /// <summary>Makes what was written durable. An error means: nothing is known any more, and asking again proves nothing.</summary>
    public static int Sync(int descriptor)
    {
        int result;
        do
            result = fsync(descriptor);
        while (result < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
        return Answer(result);
    }

    /// <summary>Makes everything durable that was done on the file system of what is open.</summary>
    public static int SyncFileSystem(int descriptor) => Answer(syncfs(descriptor));

    public static int Read(int descriptor, Span<byte> buffer, long offset)
    {
        fixed (byte* to = buffer)
            return Answer((int)pread(descriptor, to, (nuint)buffer.Length, offset));
    }

    public static int Write(int descriptor, ReadOnlySpan<byte> buffer, long offset)
    {
        fixed (byte* from = buffer)
            return Answer((int)pwrite(descriptor, from, (nuint)buffer.Length, offset));
    }

    /// <summary>Where the next data (3) or the next hole (4) begins, at or after the offset; negated error number.</summary>
    public static long Seek(int descriptor, long offset, int whence)
    {
        var result = lseek(descriptor, offset, whence);
        return result < 0 ? -Marshal.GetLastPInvokeError() : result;
    }

    public static void Close(int descriptor) => _ = close(descriptor);

    private static int Answer(int result) => result < 0 ? -Marshal.GetLastPInvokeError() : result;

    private static void Terminate(ReadOnlySpan<byte> path, byte* name)
    {
        if (path.Contains((byte)0))
            throw new ArgumentException("A name with a NUL byte must not reach a system call.", nameof(path));
        path.CopyTo(new Span<byte>(name, path.Length));
        name[path.Length] = 0;
    }

    private static byte[] Terminated(ReadOnlySpan<byte> name) => [.. name, 0];

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    // The C library here has no openat2 of its own.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long openat2(long number, long directory, byte* path, OpenHow* how, long size);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int statx(int directory, byte* path, int flags, uint mask, FileFacts* result);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint getdents64(int directory, byte* buffer, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unlinkat(int directory, byte* path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int linkat(int fromDirectory, byte* from, int toDirectory, byte* to, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int syncfs(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pread(int descriptor, byte* buffer, nuint length, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pwrite(int descriptor, byte* buffer, nuint length, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial long lseek(int descriptor, long offset, int whence);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);
}
