using System.Runtime.InteropServices;

namespace RetentionWorker.Stores.Files.Native;

/// <summary>What kind of file system something lies on.</summary>
internal static unsafe partial class LibC
{
    /// <summary>The numbers of file systems whose files another machine dates: NFS, SMB, CIFS, Ceph, AFS, 9P, Lustre.</summary>
    private static readonly HashSet<uint> Remote = [0x6969, 0x517B, 0xFE534D42, 0xFF534D42, 0x00C36400, 0x5346414F, 0x01021997, 0x0BD00BD0];

    /// <summary>Whether what is open lies on a file system of another machine; what is not known to is taken for this one's.</summary>
    public static bool IsRemote(int descriptor)
    {
        // The type is the first word of the structure on every 64-bit architecture.
        var facts = stackalloc long[32];
        return fstatfs(descriptor, facts) == 0 && Remote.Contains((uint)facts[0]);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fstatfs(int descriptor, long* facts);
}
