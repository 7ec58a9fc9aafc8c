using System.Diagnostics;
using System.Globalization;

namespace RetentionWorker.Benchmarks;

/// <summary>A child process that says a word when it is ready.</summary>
internal sealed class WatchedProcess : IDisposable
{
    private readonly Process process;

    private WatchedProcess(Process process, TimeSpan ready) => (this.process, Ready) = (process, ready);

    /// <summary>From just before it was started until its word was read.</summary>
    public TimeSpan Ready { get; }

    public static WatchedProcess Start(string program, IEnumerable<string> arguments, string word)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        var began = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (!line.Contains(word, StringComparison.Ordinal))
                continue;
            var ready = Stopwatch.GetElapsedTime(began);
            _ = Task.Run(() => process.StandardOutput.ReadToEndAsync());
            return new WatchedProcess(process, ready);
        }
        process.WaitForExit();
        throw new InvalidOperationException($"{program} ended with {process.ExitCode} before it was ready");
    }

    /// <summary>Runs a program to its end, which must be good.</summary>
    public static void Do(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {said}");
    }

    /// <summary>What it holds in memory, in KiB: all of it, and the part that no file backs.</summary>
    public (long All, long Anonymous) Resident()
    {
        var status = File.ReadAllLines($"/proc/{process.Id}/status");
        return (Of("VmRSS:"), Of("RssAnon:") + Of("RssShmem:"));

        long Of(string key) => long.Parse(
            status.Single(l => l.StartsWith(key, StringComparison.Ordinal))[key.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }

    /// <summary>Asks it to stop; how long that took, and its exit code.</summary>
    public (TimeSpan Took, int Code) Stop()
    {
        var began = Stopwatch.GetTimestamp();
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
            kill.WaitForExit();
        if (!process.WaitForExit(TimeSpan.FromSeconds(30)))
            process.Kill();
        return (Stopwatch.GetElapsedTime(began), process.ExitCode);
    }

    public void Dispose() => process.Dispose();
}
