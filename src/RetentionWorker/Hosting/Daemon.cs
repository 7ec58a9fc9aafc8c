using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using RetentionWorker.Catalogue;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Hosting.Configuration;
using RetentionWorker.Hosting.Control;
using RetentionWorker.Jobs;
using RetentionWorker.Register;
using RetentionWorker.Run;
using RetentionWorker.Watch;
using RetentionWorker.Watch.Channels;

namespace RetentionWorker.Hosting;

/// <summary>The daemon of one installation, from its options and the schedule in force.</summary>
internal sealed class Daemon(RetentionOptions options, ICatalogue catalogue, ScheduleInForce schedule, IClock clock) : IDaemon
{
    public async Task<DaemonEnd> RunAsync(CancellationToken ct)
    {
        // A schedule with problems keeps the daemon from starting; one that gets them later is a concern of every look.
        var zone = options.SchedulePath is null ? DateTimeZone.Utc : schedule.Adopt().Zone;
        var problems = DaemonOptionsCheck.Problems(options.Daemon, zone, clock.GetCurrentInstant(), canaries: options.Canaries.Count > 0).Select(p => new ConfigurationProblem(p.Key, p.Problem)).ToList();
        if (options.Daemon.Socket is { } socket && SocketPlace.ProblemOf(socket) is { } wrong)
            problems.Add(new(SocketPlace.Key, wrong));
        if (problems.Count > 0)
            throw new ConfigurationProblems(problems);
        var setting = new DaemonSetting(
            new DataDirectory(options.DataDirectory), Path.Combine(options.DataDirectory, "catalogue.db"), options.Daemon, zone);
        return await DaemonHost.RunAsync(setting, AddRun, clock, terminal: !Console.IsOutputRedirected, ct);
    }

    private void AddRun(IServiceCollection services)
    {
        services.AddSingleton(options);
        Composition.AddRooms(services, options);
        services.AddSingleton(catalogue);
        if (options.Daemon.Escalate?.Webhook is { } webhook)
            services.AddSingleton<IEscalationChannel>(new WebhookChannel(new Uri(webhook)));
        if (options.Daemon.Escalate?.Smtp is { } smtp)
            services.AddSingleton<IEscalationChannel>(new MailChannel(smtp, smtp.PasswordFile is { } file ? Path.GetFullPath(file, options.BaseDirectory) : null));
        services.AddSingleton<StopGauges>();
        services.AddSingleton<Escalating>();
        if (options.Daemon.Heartbeat is { } heartbeat)
        {
            services.AddSingleton<ILifeSignChannel>(new HeartbeatChannel(() => heartbeat.Address(options.BaseDirectory)));
            services.AddSingleton<LifeSigns>();
        }
        if (options.Daemon.Socket is { } socket)
        {
            services.AddHostedService(rooms => new ControlSocket(
                socket, options.DataDirectory,
                peer => Composition.OpenFor(peer, options, catalogue, rooms.GetRequiredService<StoreComposition>(), clock),
                rooms.GetRequiredService<IHostApplicationLifetime>(), rooms.GetRequiredService<ILogger<ControlSocket>>()));
        }
        services.TryAddSingleton<IRunEntrance>(_ => new WithoutSchedule(() => EraseLock.TryTake(options.DataDirectory)));
    }
}
