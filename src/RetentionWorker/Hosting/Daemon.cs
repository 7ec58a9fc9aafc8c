using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;
using RetentionWorker.Catalogue;
using RetentionWorker.Catalogue.Sqlite;
using RetentionWorker.Hosting.Configuration;
using RetentionWorker.Jobs;
using RetentionWorker.Register;
using RetentionWorker.Run;

namespace RetentionWorker.Hosting;

/// <summary>The daemon of one installation, from its options and the schedule in force.</summary>
internal sealed class Daemon(RetentionOptions options, ICatalogue catalogue, ScheduleInForce schedule, IClock clock) : IDaemon
{
    public async Task<DaemonEnd> RunAsync(CancellationToken ct)
    {
        // A schedule with problems keeps the daemon from starting; one that gets them later is a concern of every look.
        var zone = options.SchedulePath is null ? DateTimeZone.Utc : schedule.Adopt().Zone;
        var problems = DaemonOptionsCheck.Problems(options.Daemon, zone, clock.GetCurrentInstant());
        if (problems.Count > 0)
            throw new ConfigurationProblems([.. problems.Select(p => new ConfigurationProblem(p.Key, p.Problem))]);
        var setting = new DaemonSetting(
            new DataDirectory(options.DataDirectory), Path.Combine(options.DataDirectory, "catalogue.db"), options.Daemon, zone);
        return await DaemonHost.RunAsync(setting, AddRun, clock, terminal: !Console.IsOutputRedirected, ct);
    }

    private void AddRun(IServiceCollection services)
    {
        services.AddSingleton(options);
        Composition.AddRooms(services, options);
        services.AddSingleton(catalogue);
        services.TryAddSingleton<IRunEntrance>(_ => new WithoutSchedule(() => EraseLock.TryTake(options.DataDirectory)));
    }
}
