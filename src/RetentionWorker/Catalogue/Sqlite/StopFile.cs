using System.Runtime.InteropServices;

namespace RetentionWorker.Catalogue.Sqlite;

/// <summary>
/// The stop switch as a file beside the catalogue, which any administrator can make with <c>touch</c>; its content is ignored. Seen anew at most
/// ten times a second: the last look is good for a tenth of one, so that asking costs less than the call that it stands before.
/// </summary>
internal sealed partial class StopFile(string dataDirectory) : IStopSwitch
{
    private const long GoodForMilliseconds = 100;
    private const int WriteCreateCloseOnExec = 1 | 0x40 | 0x80000;
    private const int NoSuchFile = 2;
    private const int IsFolder = 21;

    private readonly string path = Path.Combine(dataDirectory, "stop");
    private long lookedAt = long.MinValue / 2;
    private volatile bool thrown;

    public bool WasThrown()
    {
        if (Environment.TickCount64 - Volatile.Read(ref lookedAt) >= GoodForMilliseconds)
            IsThrown();
        return thrown;
    }

    public bool IsThrown()
    {
        // In this order: a look that is noted as fresh is one that began no earlier.
        var now = Environment.TickCount64;
        // Whatever lies there, a folder or a link to nowhere too: somebody wanted a stop.
        thrown = new FileInfo(path).LinkTarget is not null || Path.Exists(path);
        Volatile.Write(ref lookedAt, now);
        return thrown;
    }

    public void Throw()
    {
        var file = Open(path, WriteCreateCloseOnExec, 0x180);
        if (file < 0 && !IsThrown())
            throw Error("made");
        if (file >= 0)
            _ = Close(file);
        IsThrown();
    }

    public void TakeBack()
    {
        // A folder that somebody made for it goes as a file does; what somebody put into it is not ours to remove.
        if (Unlink(path) < 0 && Marshal.GetLastPInvokeError() is not NoSuchFile and var error && (error != IsFolder || RemoveFolder(path) < 0))
            throw Error("removed");
        IsThrown();
    }

    private IOException Error(string what) => new($"The file {path} cannot be {what} (errno {Marshal.GetLastPInvokeError()}).");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unlink(string path);

    [LibraryImport("libc", EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RemoveFolder(string path);
}
