using System.Diagnostics;
using System.Globalization;
using RetentionWorker.CrashHost;

namespace RetentionWorker.Tests.Record.Kills;

/// <summary>When a host dies: so long after the nth line that begins with these words; without words, so long after it was started.</summary>
internal sealed record LogDeath(string? After, int Occurrence, TimeSpan Delay)
{
    public override string ToString() => $"{Delay.TotalMicroseconds:0} µs after {(After is null ? "its start" : $"'{After}' {Occurrence}")}";
}

/// <summary>One life of a host that works on a log until it is killed, as far as it could tell of it.</summary>
internal sealed class LogLife
{
    private const int BySigKill = 128 + 9;

    /// <summary>What never comes must not keep anybody.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, int> begun = [];

    /// <summary>The leaf hashes (hexadecimal) of the entries that it was told are on the log, by their index.</summary>
    public Dictionary<long, string> Acknowledged { get; } = [];

    /// <summary>The last number that each activity ended with: entries exported, entries anchored, entries pruned.</summary>
    public Dictionary<string, long> Ended { get; } = [];

    /// <summary>Which activities had begun and not ended.</summary>
    public IReadOnlyList<string> InTheMiddleOf => [.. begun.Where(b => b.Value > 0).Select(b => b.Key)];

    public bool WasReady { get; private set; }

    /// <summary>Why it did not die as it was to; null where it did.</summary>
    public string? Problem { get; private set; }

    /// <summary>Starts a host and kills it.</summary>
    public static async Task<LogLife> OfAsync(LogOrders orders, LogDeath death)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "RetentionWorker.CrashHost.dll"), .. orders.ToArguments()])
            { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var (life, meetings) = (new LogLife(), 0);
        await using var late = new Timer(_ => process.Kill(), null, death.After is null ? death.Delay : Longest, Timeout.InfiniteTimeSpan);
        await Task.Factory.StartNew(
            () =>
            {
                while (process.StandardOutput.ReadLine() is { } line)
                {
                    if (death.After is not null && line.StartsWith(death.After, StringComparison.Ordinal) && ++meetings == death.Occurrence)
                        KillAfter(process, death.Delay);
                    life.Heard(line);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await process.WaitForExitAsync();
        if (process.ExitCode != BySigKill)
            life.Problem = $"the host was not killed, it ended with {process.ExitCode}: {await errors}";
        else if (death.After is not null && meetings < death.Occurrence)
            life.Problem = $"'{death.After}' never came {death.Occurrence} times";
        return life;
    }

    private static void KillAfter(Process process, TimeSpan delay)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < delay)
            Thread.SpinWait(20);
        process.Kill();
    }

    private void Heard(string line)
    {
        var words = line.Split(' ');
        switch (words[0])
        {
            case "begin":
                begun[words[1]] = begun.GetValueOrDefault(words[1]) + 1;
                break;
            case "end":
                begun[words[1]]--;
                var number = long.Parse(words[2], CultureInfo.InvariantCulture);
                Ended[words[1]] = number;
                foreach (var hash in words[3..])
                    Acknowledged.Add(number++, hash);
                break;
            default:
                WasReady |= line == LogHost.Ready;
                break;
        }
    }
}
