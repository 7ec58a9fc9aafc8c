using System.Globalization;
using System.Runtime.InteropServices;

namespace RetentionWorker.Hosting;

/// <summary>The operating system's users, asked the same way for whoever sits at the command line and whoever comes over a socket.</summary>
internal static unsafe partial class OsUser
{
    private const int NoSuchFile = 2;
    private const int NoSuchProcess = 3;
    private const int TooSmall = 34;
    private const int LongestEntry = 1 << 20;

    public static uint Effective => EffectiveUserId();

    /// <summary>
    /// The user's name; their number where nobody gave them one. Throws where it cannot be found out: a name that is missing for a moment would make
    /// two people of one.
    /// </summary>
    public static string NameOf(uint user)
    {
        // More than struct passwd has on any architecture; its first field is the name.
        var entry = stackalloc nint[32];
        for (var length = 1024; length <= LongestEntry; length *= 4)
        {
            var buffer = new byte[length];
            nint* found;
            fixed (byte* text = buffer)
            {
                var error = UserEntry(user, entry, text, (nuint)length, &found);
                if (error == TooSmall)
                    continue;
                if (error is not (0 or NoSuchFile or NoSuchProcess))
                    throw new IOException($"the system cannot say who user {user.ToString(CultureInfo.InvariantCulture)} is (errno {error.ToString(CultureInfo.InvariantCulture)})");
                var name = found is null ? null : Marshal.PtrToStringUTF8(entry[0]);
                return string.IsNullOrEmpty(name) ? user.ToString(CultureInfo.InvariantCulture) : name;
            }
        }
        throw new IOException("the system's entry of a user is too long");
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUserId();

    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    private static partial int UserEntry(uint user, nint* entry, byte* text, nuint length, nint** found);
}
