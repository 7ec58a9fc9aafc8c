using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using NodaTime;
using Quartz;
using RetentionWorker.Jobs;
using RetentionWorker.Run;

namespace RetentionWorker.Hosting;

/// <summary>What the daemon is made from, checked already.</summary>
/// <param name="Data">The data directory.</param>
/// <param name="CatalogueFile">The catalogue, beside whose tables the ticks are stored.</param>
/// <param name="Options">When it looks.</param>
/// <param name="Zone">The schedule's time zone, in which the cron expressions are read.</param>
internal sealed record DaemonSetting(DataDirectory Data, string CatalogueFile, DaemonOptions Options, DateTimeZone Zone);

/// <summary>Puts the daemon together and runs it until it is asked to stop.</summary>
internal static class DaemonHost
{
    /// <summary>The longest that the batch in flight may take to end after a stop was asked for.</summary>
    public static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(15);

    public static async Task<DaemonEnd> RunAsync(
        DaemonSetting setting, Action<IServiceCollection> addRun, IClock clock, bool terminal, CancellationToken ct)
    {
        using var host = Build(setting, addRun, clock, terminal);
        using var right = host.Services.GetRequiredService<IRunEntrance>().TryTakeErasingRight();
        if (right is null)
            return DaemonEnd.AnotherErases;

        var interrupted = false;
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => interrupted = true);
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        using var onStarted = lifetime.ApplicationStarted.Register(() => host.Services.GetRequiredService<ILogger<LookLoop>>().Ready());
        try
        {
            // Not RunAsync, which disposes of the host and with it of what says how it ended.
            await host.StartAsync(ct);
            await host.WaitForShutdownAsync(ct);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Asked to stop while it was starting.
        }
        if (Crash(host) is { } crash)
            host.Services.GetRequiredService<ILogger<LookLoop>>().LoopFailed(Fault.NameOf(crash), crash);
        else if (host.Services.GetRequiredService<DaemonFailure>().First is null)
            return interrupted ? DaemonEnd.Interrupted : DaemonEnd.Stopped;
        return DaemonEnd.Failed;
    }

    internal static IHost Build(DaemonSetting setting, Action<IServiceCollection> addRun, IClock clock, bool terminal)
    {
        // Without the defaults: they read settings from the working directory and watch its files.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "retention" });
        builder.Logging.AddDaemonLogging(terminal, clock);
        var services = builder.Services;
        services.Configure<HostOptions>(o => o.ShutdownTimeout = StopWithin);
        AddNotifications(services);
        services.AddSingleton(clock);
        services.AddSingleton(setting.Data);
        services.AddSingleton(setting.Options);
        services.AddSingleton(setting.Zone);
        services.AddSingleton<LookBoard>();
        services.AddSingleton<Ticks>();
        services.AddSingleton<DaemonState>();
        services.AddSingleton<DaemonFailure>();
        addRun(services);
        services.AddQuartz(ticks =>
        {
            ticks.ConfigureScheduler(o =>
            {
                o.InstanceName = "retention";
                o.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            });
            ticks.UseDefaultThreadPool(2);
            ticks.AddJobType<DiscoverJob>();
            ticks.AddJobType<EnforceJob>();
            ticks.UsePersistentStore(store =>
            {
                store.UseSqlite(SqliteFactory.Instance, new SqliteConnectionStringBuilder { DataSource = setting.CatalogueFile }.ToString());
                store.ProvisionSchema();
                store.ConfigureStore(o => o.RecoverFiringsCancelledByShutdown = true);
            });
        });
        services.AddHostedService<LookLoop>();
        services.AddHostedService<Heartbeat>();
        return builder.Build();
    }

    /// <summary>
    /// Registered by hand where the service manager gave a socket: the library looks for a parent process named systemd, and under
    /// <c>ProtectProc=invisible</c> a service cannot see its parent.
    /// </summary>
    private static void AddNotifications(IServiceCollection services)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NOTIFY_SOCKET")))
            return;
        services.AddSingleton<ISystemdNotifier, SystemdNotifier>();
        services.AddSingleton<IHostLifetime, SystemdLifetime>();
        services.AddHostedService<Watchdog>();
    }

    /// <summary>A service of the host that ended by an exception nobody caught: the host stops for it, and says nothing in its exit code.</summary>
    private static Exception? Crash(IHost host) => host.Services.GetServices<IHostedService>().OfType<BackgroundService>()
        .Select(s => s.ExecuteTask).FirstOrDefault(t => t is { IsFaulted: true })?.Exception?.InnerException;
}
