using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RetentionWorker.Catalogue.Sqlite;

/// <summary>
/// The OS lock beside the catalogue: only its holder may erase. Taken with <c>flock</c>, so the kernel gives it back however the process
/// ends. (FileShare.None can be switched off by an environment variable, and is silently none where the file system has no locks.)
/// </summary>
internal sealed partial class EraseLock : IEraseLock
{
    private const int ExclusiveNow = 2 | 4;
    private const int WouldBlock = 11;
    private const int ReadWriteCreateCloseOnExec = 2 | 0x40 | 0x80000;

    private readonly SafeFileHandle file;

    private EraseLock(SafeFileHandle file) => this.file = file;

    /// <summary>The lock, or null where another process holds it. Throws <see cref="IOException"/> where the file system cannot lock.</summary>
    public static EraseLock? TryTake(string dataDirectory)
    {
        var file = Open(Path.Combine(dataDirectory, "erase.lock"), ReadWriteCreateCloseOnExec, 0x180);
        if (file.IsInvalid)
            throw new IOException($"The lock file in the data directory cannot be opened (errno {Marshal.GetLastPInvokeError()}).");
        if (Flock(file, ExclusiveNow) == 0)
            return new EraseLock(file);
        var errno = Marshal.GetLastPInvokeError();
        file.Dispose();
        return errno == WouldBlock ? null : throw new IOException($"The data directory's file system cannot lock (errno {errno}); use a local one.");
    }

    /// <summary>Whether some process, this one included, holds it.</summary>
    public static bool IsHeld(string dataDirectory)
    {
        using var taken = TryTake(dataDirectory);
        return taken is null;
    }

    public void Dispose() => file.Dispose();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);
}
