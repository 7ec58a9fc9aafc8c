using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace RetentionWorker.Benchmarks;

/// <summary>The bare generic host with Quartz on SQLite: one durable job, a cron trigger, nothing else. Says <c>ready</c> when it has started.</summary>
internal static class RivalDaemon
{
    public static async Task<int> RunAsync(string file)
    {
        var builder = Host.CreateApplicationBuilder();
        // Its log would only slow it down.
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddQuartz(q =>
        {
            q.UsePersistentStore(store =>
            {
                store.UseSqlite(SqliteFactory.Instance, $"Data Source={file}");
                store.ProvisionSchema();
            });
            q.ScheduleJob<Nothing>(t => t.WithIdentity("nothing").WithCronSchedule("0 15 * * * ?"), j => j.WithIdentity("nothing"));
        });
        // Before it says that it has started, as the daemon does.
        builder.Services.AddQuartzHostedService(o => o.AwaitApplicationStarted = false);
        using var host = builder.Build();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => Console.WriteLine("ready"));
        await host.RunAsync();
        return 0;
    }

    internal sealed class Nothing : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => default;
    }
}
