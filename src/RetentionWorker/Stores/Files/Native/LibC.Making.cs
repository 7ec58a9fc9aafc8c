using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RetentionWorker.Stores.Files.Native;

/// <summary>The system call that makes a folder.</summary>
internal static unsafe partial class LibC
{
    /// <summary>Makes a folder in an open one; the name is one segment.</summary>
    [SkipLocalsInit]
    public static int MakeDirectory(int directory, ReadOnlySpan<byte> entry, int mode)
    {
        if (entry.Length > LongestPath)
            return -Errno.ENAMETOOLONG;
        byte* name = stackalloc byte[entry.Length + 1];
        Terminate(entry, name);
        return Answer(mkdirat(directory, name, (uint)mode));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mkdirat(int directory, byte* path, uint mode);
}
