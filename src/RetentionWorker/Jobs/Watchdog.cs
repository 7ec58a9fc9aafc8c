using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace RetentionWorker.Jobs;

/// <summary>
/// Feeds the service manager's watchdog, where it set one (<c>WATCHDOG_USEC</c>), while ticks will come. Before the ticks began there is
/// a look to catch up on, which may take its time.
/// </summary>
internal sealed class Watchdog(Ticks ticks, ISystemdNotifier notifier, ILogger<Watchdog> log) : BackgroundService
{
    private static readonly ServiceState Alive = new("WATCHDOG=1");

    /// <summary>How often it is to be fed: half the time that the manager allows; null where it set none, or one for another process.</summary>
    public static TimeSpan? Every(string? microseconds, string? pid, int ownPid)
    {
        if (!long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var allowed) || allowed < 2)
            return null;
        if (!string.IsNullOrEmpty(pid) && pid != ownPid.ToString(CultureInfo.InvariantCulture))
            return null;
        return TimeSpan.FromMicroseconds(allowed / 2);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var every = Every(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), Environment.GetEnvironmentVariable("WATCHDOG_PID"), Environment.ProcessId);
        if (every is not { } pause)
            return;
        using var timer = new PeriodicTimer(pause);
        try
        {
            do
            {
                if (ticks.WillCome)
                    notifier.Notify(Alive);
                else
                    log.TicksStopped();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end that a stop asks for.
        }
    }
}
