using System.Globalization;
using System.Runtime.InteropServices;

namespace RetentionWorker.Jobs;

/// <summary>
/// Gives back what a look held: the next may be an hour away, and an idle daemon is to be small. The runtime's heap; the C library's, which
/// keeps what the compiler and the database freed unless it is asked for it; and the pages of program files that only the start and the
/// look needed: the kernel reads back those that are used again.
/// </summary>
internal static partial class Memory
{
    /// <summary><c>MADV_PAGEOUT</c>, madvise(2): reclaims pages and changes none of their contents; Linux 5.4 and later.</summary>
    private const int PageOut = 21;

    private static volatile bool trims = true;

    /// <summary>After a look.</summary>
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Trim();
        LetGoOfFiles();
    }

    /// <summary>Now and then: the compiler goes on in the background for a while after a look.</summary>
    public static void Trim()
    {
        try
        {
            if (trims)
                MallocTrim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc, which has no such call and mostly no such need.
            trims = false;
        }
    }

    private static void LetGoOfFiles()
    {
        try
        {
            // Read whole first: advice about a range must not change the list that is being read.
            foreach (var line in File.ReadAllLines("/proc/self/maps"))
            {
                if (RangeOfFile(line) is not var (start, length))
                    continue;
                // An older kernel knows no such advice, and any leaves alone what another process maps too or what this one may not write: then the
                // pages stay, which costs memory only.
                _ = Advise(start, length, PageOut);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or EntryPointNotFoundException)
        {
            // Without a list of its own mappings, or without the call, a process keeps its pages, which costs memory only.
        }
    }

    /// <summary>The range of a line of proc_pid_maps(5) that maps a file on a disk; null for any other.</summary>
    internal static (nuint Start, nuint Length)? RangeOfFile(string line)
    {
        var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (fields.Length < 6 || !fields[5].StartsWith('/') || fields[5].StartsWith("/memfd:", StringComparison.Ordinal) || fields[5].StartsWith("/dev/", StringComparison.Ordinal))
            return null;
        var dash = fields[0].IndexOf('-', StringComparison.Ordinal);
        return nuint.TryParse(fields[0].AsSpan(0, Math.Max(dash, 0)), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var start)
            && nuint.TryParse(fields[0].AsSpan(dash + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var end)
            && end > start
                ? (start, end - start)
                : null;
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint keep);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint start, nuint length, int advice);
}
