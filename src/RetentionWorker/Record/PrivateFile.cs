using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RetentionWorker.Record;

/// <summary>
/// Small files for the owner's eyes (0600, in a directory 0700), created whole and durable or not at all. Every flush is checked: the
/// runtime's own flush to disk hides its errors.
/// </summary>
internal static partial class PrivateFile
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerFile | UnixFileMode.UserExecute;
    private const int Eexist = 17;

    /// <summary>Makes the directory where it is missing, durably.</summary>
    public static void CreateDirectory(string path)
    {
        if (Directory.Exists(path))
            return;
        Directory.CreateDirectory(path, OwnerDirectory);
        FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>
    /// Creates the file with this content, unless somebody else was first: then it is left as it is and the answer is false. It appears under its name only
    /// when its content is on disk, and this returns only when its name is, too.
    /// </summary>
    public static bool TryCreate(string path, ReadOnlySpan<byte> content, string temporaryName)
    {
        var directory = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(directory, temporaryName);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerFile, BufferSize = 0 };
        using (var file = new FileStream(temporary, options))
        {
            file.Write(content);
            Check(Fsync(file.SafeFileHandle), "fsync");
        }
        try
        {
            var linked = Link(temporary, path) == 0;
            if (!linked && Marshal.GetLastPInvokeError() != Eexist)
                throw Error("link");
            FlushDirectory(directory);
            return linked;
        }
        finally
        {
            _ = Unlink(temporary);
        }
    }

    private static void FlushDirectory(string path)
    {
        using var directory = Open(path, 0x10000 | 0x80000); // O_RDONLY | O_DIRECTORY | O_CLOEXEC
        if (directory.IsInvalid)
            throw Error("open");
        Check(Fsync(directory), "fsync");
    }

    private static void Check(int result, string call)
    {
        if (result != 0)
            throw Error(call);
    }

    private static IOException Error(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{call} failed: {new Win32Exception(error).Message}", error);
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unlink(string path);
}
