using System.Runtime.InteropServices;
using System.Text;

namespace RetentionWorker.Tests.Stores.Files;

/// <summary>System calls for the tests' own hands, apart from those of the code under test.</summary>
internal static unsafe partial class Posix
{
    public static int Directory => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;
    public const int Create = 0x40;
    public const int WriteOnly = 1;
    private const int AtFdCwd = -100;

    public static int Open(string path, int flags) => Checked(open(path, flags | 0x80000, 0x1A4));

    public static int OpenAt(int directory, byte[] name, int flags) => Checked(openat(directory, Z(name), flags | 0x80000, 0x1A4));

    public static bool Exists(int directory, byte[] name) => faccessat(directory, Z(name), 0, 0x100) == 0;

    public static int MakeDirectoryAt(int directory, byte[] name) => mkdirat(directory, Z(name), 0x1ED);

    public static void MakeDirectory(string path) => Checked(mkdirat(AtFdCwd, Z(Encoding.UTF8.GetBytes(path)), 0x1ED));

    public static void Pipe(string path) => Checked(mknodat(AtFdCwd, path, 0x1000 | 0x1A4, 0));

    public static void SymbolicLink(string target, string path) => Checked(symlink(target, path));

    public static void HardLink(string from, string to) => Checked(link(from, to));

    public static int LinkAt(int from, byte[] name, int to, byte[] newName) => linkat(from, Z(name), to, Z(newName), 0);

    public static void RenameAt(int directory, byte[] from, byte[] to, bool exchange = false) => Checked(renameat2(directory, Z(from), directory, Z(to), exchange ? 2u : 0u));

    public static int TryExchange(int directory, byte[] one, byte[] other) => renameat2(directory, Z(one), directory, Z(other), 2);

    public static void Mode(string path, int mode) => Checked(chmod(path, mode));

    public static int Unlink(string path) => unlink(path);

    public static void Write(int file, byte[] content)
    {
        fixed (byte* from = content)
            Assert.Equal(content.Length, write(file, from, (nuint)content.Length));
    }

    public static byte[] Read(int file, int most)
    {
        var buffer = new byte[most];
        fixed (byte* to = buffer)
            return buffer[..(int)pread(file, to, (nuint)most, 0)];
    }

    public static void Close(int file) => close(file);

    public static void MountTmpfs(string path) => Checked(mount("none", path, "tmpfs", 0, null));

    public static void BindMount(string from, string path) => Checked(mount(from, path, null, 0x1000, null));

    public static void Unmount(string path) => Checked(umount2(path, 0));

    /// <summary>Gives the calling thread mounts of its own: nothing else sees them, and nothing is left of them.</summary>
    public static void OwnMounts()
    {
        Checked(unshare(0x20000));
        Checked(mount("none", "/", null, 0x4000 | 0x40000, null));
    }

    public static bool IsRoot => geteuid() == 0;

    /// <summary>Takes from the calling thread the powers that make permissions meaningless for root.</summary>
    public static void ObeyPermissions()
    {
        if (!IsRoot)
            return;
        var header = new CapabilityHeader { Version = 0x20080522 };
        var data = stackalloc uint[6];
        Checked((int)syscall(SystemCall.CapabilitiesGet, (nint)(&header), (nint)data));
        // CAP_DAC_OVERRIDE (1) and CAP_DAC_READ_SEARCH (2), of the effective set.
        data[0] &= ~0x6u;
        Checked((int)syscall(SystemCall.CapabilitiesSet, (nint)(&header), (nint)data));
    }

    /// <summary>From now on the calling thread's calls of this kind fail with the error number, in the kernel itself.</summary>
    public static void Fail(long call, int errno)
    {
        Checked(prctl(38, 1, 0, 0, 0));
        var filter = stackalloc ulong[4];
        filter[0] = Filter(0x20, 0, 0, 0);
        filter[1] = Filter(0x15, 0, 1, (uint)call);
        filter[2] = Filter(0x06, 0, 0, 0x00050000u | (uint)errno);
        filter[3] = Filter(0x06, 0, 0, 0x7FFF0000u);
        var program = new FilterProgram { Length = 4, Filter = filter };
        Checked(prctl(22, 2, (nint)(&program), 0, 0));
    }

    private static ulong Filter(ushort code, byte whenTrue, byte whenFalse, uint value) => code | ((ulong)whenTrue << 16) | ((ulong)whenFalse << 24) | ((ulong)value << 32);

    private static byte[] Z(byte[] name) => [.. name, 0];

    private static int Checked(int result) => result < 0 ? throw new InvalidOperationException($"errno {Marshal.GetLastPInvokeError()}") : result;

    [StructLayout(LayoutKind.Sequential)]
    private struct CapabilityHeader
    {
        public uint Version;
        public int Thread;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct FilterProgram
    {
        public ushort Length;
        public ulong* Filter;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int openat(int directory, byte[] path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int faccessat(int directory, byte[] path, int mode, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mkdirat(int directory, byte[] path, int mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mknodat(int directory, string path, int mode, ulong device);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int symlink(string target, string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string from, string to);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int linkat(int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int renameat2(int fromDirectory, byte[] from, int toDirectory, byte[] to, uint flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chmod(string path, int mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unlink(string path);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int file, byte* from, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pread(int file, byte* to, nuint length, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int file);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string? type, ulong flags, string? data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(long number, nint a, nint b);

    [LibraryImport("libc")]
    private static partial uint geteuid();
}

/// <summary>Numbers of system calls on this machine's architecture.</summary>
internal static class SystemCall
{
    private static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public static long Fsync => IsArm ? 82 : 74;

    public static long Syncfs => IsArm ? 267 : 306;

    public static long Unlinkat => IsArm ? 35 : 263;

    public static long Getdents => IsArm ? 61 : 217;

    public static long OpenAt2 => 437;

    public static long CapabilitiesGet => IsArm ? 90 : 125;

    public static long CapabilitiesSet => IsArm ? 91 : 126;
}

/// <summary>A thread that is thrown away afterwards, for what cannot be undone on a thread.</summary>
internal static class OwnThread
{
    public static T Run<T>(Func<T> act)
    {
        T result = default!;
        System.Runtime.ExceptionServices.ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = act();
            }
            catch (Exception e)
            {
                thrown = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        thrown?.Throw();
        return result;
    }
}
