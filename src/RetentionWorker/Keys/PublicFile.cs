using System.Runtime.InteropServices;

namespace RetentionWorker.Keys;

/// <summary>Files for everybody's eyes, replaced whole and durable or not at all; their folders are made where they are missing.</summary>
internal static partial class PublicFile
{
    /// <summary>Returns when the content is on disk under the name; until then whoever looks finds what was there before.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(path)!;
        Make(folder);
        var temporary = Unfinished(path);
        PrivateFile.WriteFlushed(temporary, content, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.Move(temporary, path, overwrite: true);
        PrivateFile.FlushDirectory(folder);
    }

    /// <summary>Where the content lies until it has its name. What a killed process left there goes when the file is written next.</summary>
    public static string Unfinished(string path) => path + ".new";

    /// <summary>Removes a file or an empty folder, durably. Where nothing is there, nothing happens.</summary>
    public static void Remove(string path)
    {
        if (!Path.Exists(path))
            return;
        if (RemoveName(path) != 0)
            throw new IOException($"{path} cannot be removed (errno {Marshal.GetLastPInvokeError()}).");
        PrivateFile.FlushDirectory(Path.GetDirectoryName(path)!);
    }

    [LibraryImport("libc", EntryPoint = "remove", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RemoveName(string path);

    private static void Make(string folder)
    {
        if (Directory.Exists(folder))
            return;
        var above = Path.GetDirectoryName(folder)!;
        Make(above);
        Directory.CreateDirectory(folder);
        PrivateFile.FlushDirectory(above);
    }
}
