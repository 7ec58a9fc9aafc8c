using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RetentionWorker.Catalogue.Sqlite;

/// <summary>
/// The OS lock on the data directory itself: only its holder may erase. A lock file of its own could be removed, and whoever made it anew would be a
/// second eraser; the directory goes only with the catalogue in it. (Not the catalogue's file: closing any descriptor of it would drop the locks that
/// SQLite has there.) Taken with <c>flock</c>, so the kernel gives it back however
/// the process ends. (FileShare.None can be switched off by an environment variable, and is silently none where the file system has no locks.)
/// </summary>
internal sealed partial class EraseLock : IEraseLock
{
    private const int ExclusiveNow = 2 | 4;
    private const int Unlock = 8;
    private const int WouldBlock = 11;
    private const int ReadCloseOnExec = 0x80000;

    private readonly SafeFileHandle directory;

    private EraseLock(SafeFileHandle directory) => this.directory = directory;

    /// <summary>The lock, or null where another process holds it. Throws <see cref="IOException"/> where the file system cannot lock.</summary>
    public static EraseLock? TryTake(string dataDirectory)
    {
        var directory = Open(dataDirectory, ReadCloseOnExec);
        if (directory.IsInvalid)
            throw new IOException($"The data directory cannot be opened (errno {Marshal.GetLastPInvokeError()}).");
        if (Flock(directory, ExclusiveNow) == 0)
            return new EraseLock(directory);
        var errno = Marshal.GetLastPInvokeError();
        directory.Dispose();
        return errno == WouldBlock ? null : throw new IOException($"The data directory's file system cannot lock (errno {errno}); use a local one.");
    }

    /// <summary>Whether some process, this one included, holds it.</summary>
    public static bool IsHeld(string dataDirectory)
    {
        using var taken = TryTake(dataDirectory);
        return taken is null;
    }

    public void Dispose()
    {
        // Closing gives it back only when no copy of the descriptor is left, and a process that is just being started has one for a moment.
        if (!directory.IsClosed)
            _ = Flock(directory, Unlock);
        directory.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle directory, int operation);
}
