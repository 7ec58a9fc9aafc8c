using System.Globalization;

namespace RetentionWorker.Tests.Shared;

/// <summary>
/// Moves the wall clock of programs that tests start, by preloading libfaketime. Not by its wrapper: that passes no signals on. Each program
/// leaves objects in shared memory under its process's number when it is killed, and a later process of the same number would not start:
/// those of processes that are gone are swept away first.
/// </summary>
internal static class MovedClock
{
    private const string Shared = "/dev/shm";
    private static readonly string[] Leftovers = ["faketime_shm_", "sem.faketime_sem_"];

    /// <summary>The variables for a program's environment. <paramref name="time"/> is <c>@2026-03-01 09:00:00</c>, or an offset such as <c>+2d</c>.</summary>
    public static Dictionary<string, string> At(string time) => new(Preloaded()) { ["FAKETIME"] = time };

    /// <summary>As <see cref="At"/>; the file is read anew for each look at the clock.</summary>
    public static Dictionary<string, string> AsFileSays(string file) => new(Preloaded()) { ["FAKETIME_TIMESTAMP_FILE"] = file, ["FAKETIME_NO_CACHE"] = "1" };

    private static Dictionary<string, string> Preloaded()
    {
        Sweep();
        return new()
        {
            ["LD_PRELOAD"] = Directory.GetDirectories("/usr/lib", "*-linux-gnu").Select(place => Path.Combine(place, "faketime", "libfaketimeMT.so.1")).First(File.Exists),
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            // Without this every wait with a time-out in the program ends at once.
            ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
            ["TZ"] = "UTC",
        };
    }

    private static void Sweep()
    {
        foreach (var path in Directory.EnumerateFiles(Shared).ToList())
        {
            var name = Path.GetFileName(path);
            var prefix = Array.Find(Leftovers, p => name.StartsWith(p, StringComparison.Ordinal));
            if (prefix is null || !int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var process) || Directory.Exists($"/proc/{process}"))
                continue;
            try
            {
                File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody else's, on a machine that is shared: no process of ours can get in its way.
            }
        }
    }
}
