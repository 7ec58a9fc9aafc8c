using System.Globalization;

namespace RetentionWorker.Benchmarks;

internal static class Memory
{
    /// <summary>The most that this process had resident at any time, in MiB.</summary>
    public static double PeakMiB()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }
}
