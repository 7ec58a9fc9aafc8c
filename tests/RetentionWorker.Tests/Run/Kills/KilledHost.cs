using System.Diagnostics;
using System.Text.Json;
using RetentionWorker.CrashHost;

namespace RetentionWorker.Tests.Run.Kills;

/// <summary>How one start of the host ended: with a report, or killed without one.</summary>
internal sealed record HostEnd(int ExitCode, HostReport? Report, string Errors)
{
    private const int BySigKill = 128 + 9;

    public bool WasKilled => ExitCode == BySigKill;

    /// <summary>Starts the host in a process of its own, below another program where one is named, and waits for its end.</summary>
    public static async Task<HostEnd> OfAsync(HostOrders orders, params string[] below)
    {
        string[] line = [.. below, "dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "RetentionWorker.CrashHost.dll"), .. orders.ToArguments()];
        using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new HostEnd(process.ExitCode, process.ExitCode == 0 ? JsonSerializer.Deserialize<HostReport>(output) : null, await errors);
    }
}
