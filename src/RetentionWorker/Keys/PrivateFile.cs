using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RetentionWorker.Keys;

/// <summary>
/// Small files for the owner's eyes (0600, in a directory 0700), created whole and durable or not at all. Every flush is checked: the
/// runtime's own flush to disk hides its errors.
/// </summary>
internal static partial class PrivateFile
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerFile | UnixFileMode.UserExecute;
    private const int LockExclusive = 2;

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
    /// when its content is on disk, and this returns only when its name is, too. No copy of the content stays under another name: what a killed process
    /// left half-done goes with the next creation.
    /// </summary>
    public static bool TryCreate(string path, ReadOnlySpan<byte> content)
    {
        using var directory = OpenDirectory(Path.GetDirectoryName(path)!);
        Check(Flock(directory, LockExclusive), "flock");
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, ".new");
        _ = Unlink(temporary);
        var created = !File.Exists(path);
        try
        {
            if (created)
            {
                Write(temporary, content);
                Check(Rename(temporary, path), "rename");
            }
            Check(Fsync(directory), "fsync");
            return created;
        }
        catch when (created)
        {
            _ = Unlink(temporary);
            _ = Unlink(path);
            throw;
        }
    }

    /// <summary>Gives the file another name in the same directory, durably. Where it is there no more, nothing happens.</summary>
    public static void Move(string path, string to)
    {
        using var directory = OpenDirectory(Path.GetDirectoryName(path)!);
        Check(Flock(directory, LockExclusive), "flock");
        if (File.Exists(path))
            Check(Rename(path, to), "rename");
        Check(Fsync(directory), "fsync");
    }

    /// <summary>
    /// Destroys what the file holds, durably: it gets the name <paramref name="remains"/> first, under which nobody takes it for what it was, is overwritten with zeros there, and cut to nothing.
    /// What a killed process left of an earlier destruction under that name is ended too. That a disk, a snapshot or a backup keeps nothing of it is not claimed.
    /// </summary>
    public static void Destroy(string path, string remains)
    {
        using var directory = OpenDirectory(Path.GetDirectoryName(path)!);
        Check(Flock(directory, LockExclusive), "flock");
        Empty(remains);
        if (File.Exists(path))
        {
            Check(Rename(path, remains), "rename");
            Check(Fsync(directory), "fsync");
            Empty(remains);
        }
        Check(Fsync(directory), "fsync");
    }

    /// <summary>Whether the file is there and holds nothing but zeros, or nothing at all: what is left of a key that was being destroyed.</summary>
    public static bool IsBlank(string path) => File.Exists(path) && !File.ReadAllBytes(path).AsSpan().ContainsAnyExcept((byte)0);

    /// <summary>Overwrites what the file holds with zeros and cuts it to nothing, durably. Where it is not there, or holds nothing, nothing happens.</summary>
    public static void Empty(string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
            return;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(new byte[checked((int)file.Length)]);
        Check(Fsync(file.SafeFileHandle), "fsync");
        file.SetLength(0);
        Check(Fsync(file.SafeFileHandle), "fsync");
    }

    /// <summary>Returns only when every name in the directory is on disk.</summary>
    public static void FlushDirectory(string path)
    {
        using var directory = OpenDirectory(path);
        Check(Fsync(directory), "fsync");
    }

    private static void Write(string path, ReadOnlySpan<byte> content) => WriteFlushed(path, content, OwnerFile, FileMode.CreateNew);

    /// <summary>Writes the file and returns when its content, though perhaps not its name, is on disk.</summary>
    public static void WriteFlushed(string path, ReadOnlySpan<byte> content, UnixFileMode mode, FileMode how = FileMode.Create)
    {
        var options = new FileStreamOptions { Mode = how, Access = FileAccess.Write, UnixCreateMode = mode, BufferSize = 0 };
        using var file = new FileStream(path, options);
        file.Write(content);
        Check(Fsync(file.SafeFileHandle), "fsync");
    }

    private static SafeFileHandle OpenDirectory(string path)
    {
        var directory = Open(path, 0x10000 | 0x80000); // O_RDONLY | O_DIRECTORY | O_CLOEXEC
        return directory.IsInvalid ? throw Error("open") : directory;
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

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unlink(string path);
}
