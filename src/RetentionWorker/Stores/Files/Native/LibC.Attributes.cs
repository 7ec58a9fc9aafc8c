using System.Runtime.InteropServices;

namespace RetentionWorker.Stores.Files.Native;

/// <summary>The system calls around a file's times and extended attributes.</summary>
internal static unsafe partial class LibC
{
    private const long LeaveAsItIs = 0x3FFFFFFE;

    /// <summary>Makes content durable; the same words on errors as for <see cref="Sync"/>.</summary>
    public static int SyncData(int descriptor)
    {
        int result;
        do
            result = fdatasync(descriptor);
        while (result < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
        return Answer(result);
    }

    /// <summary>Sets the modification time of what is open, and leaves the access time.</summary>
    public static int SetModified(int descriptor, long seconds, long nanoseconds)
    {
        var times = stackalloc long[] { 0, LeaveAsItIs, seconds, nanoseconds };
        return Answer(futimens(descriptor, times));
    }

    /// <summary>Gives what is open an extended attribute. The name ends with a NUL.</summary>
    public static int SetAttribute(int descriptor, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        fixed (byte* n = name, v = value)
            return Answer(fsetxattr(descriptor, n, v, (nuint)value.Length, 0));
    }

    /// <summary>The length of an extended attribute's value, which is in the buffer. The name ends with a NUL.</summary>
    public static int Attribute(int descriptor, ReadOnlySpan<byte> name, Span<byte> value)
    {
        fixed (byte* n = name, v = value)
            return Answer((int)fgetxattr(descriptor, n, v, (nuint)value.Length));
    }

    /// <summary>Whether an entry of an open directory, not followed, has the extended attribute.</summary>
    public static bool HasAttribute(int directory, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> name)
    {
        Span<byte> path = stackalloc byte[32 + entry.Length + 1];
        System.Text.Unicode.Utf8.TryWrite(path, System.Globalization.CultureInfo.InvariantCulture, $"/proc/self/fd/{directory}/", out var length);
        entry.CopyTo(path[length..]);
        path[length + entry.Length] = 0;
        fixed (byte* p = path, n = name)
            return lgetxattr(p, n, null, 0) > 0;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fdatasync(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int futimens(int descriptor, long* times);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsetxattr(int descriptor, byte* name, byte* value, nuint size, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint fgetxattr(int descriptor, byte* name, byte* value, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint lgetxattr(byte* path, byte* name, byte* value, nuint size);
}
