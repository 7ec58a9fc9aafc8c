using System.Runtime.InteropServices;

namespace RetentionWorker.Jobs;

/// <summary>
/// Gives back what a look held: the next may be an hour away, and an idle daemon is to be small. Both the runtime's heap and the C
/// library's, which keeps what the compiler and the database freed unless it is asked for it.
/// </summary>
internal static partial class Memory
{
    private static volatile bool trims = true;

    /// <summary>After a look.</summary>
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Trim();
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

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint keep);
}
