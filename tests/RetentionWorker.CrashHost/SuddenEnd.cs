using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RetentionWorker.CrashHost;

/// <summary>Ends this process as <c>kill -9</c> does: no handler, no finally, no flush.</summary>
internal static partial class SuddenEnd
{
    private const int SigKill = 9;

    public static void Now()
    {
        _ = Kill(Environment.ProcessId, SigKill);
        throw new UnreachableException("Nobody survives SIGKILL.");
    }

    /// <summary>From a thread of its own, so that it comes wherever the run happens to be.</summary>
    public static void After(TimeSpan delay)
    {
        var began = Stopwatch.GetTimestamp();
        var thread = new Thread(() =>
        {
            while (Stopwatch.GetElapsedTime(began) < delay)
                Thread.Sleep(0);
            Now();
        }) { IsBackground = true, Priority = ThreadPriority.Highest };
        thread.Start();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
