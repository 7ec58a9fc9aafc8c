using Microsoft.Extensions.Logging;
using NodaTime;
using Quartz;

namespace RetentionWorker.Jobs;

/// <summary>
/// The ticks that ask for looks. They are stored beside the catalogue, so that a tick missed while nothing ran is known at the next start;
/// but a tick is only a reminder, and the one look that makes up for it makes up for a thousand.
/// </summary>
internal sealed class Ticks(ISchedulerFactory schedulers, LookBoard board, DaemonOptions options, DateTimeZone zone, IClock clock, ILogger<Ticks> log)
{
    private readonly List<ITrigger> behind = [];
    private readonly SemaphoreSlim changing = new(1, 1);
    private IScheduler? scheduler;
    private bool stopped;

    /// <summary>Whether ticks come.</summary>
    public bool AreAlive => scheduler is { Status: SchedulerStatus.Running };

    private static readonly TimeSpan AgainAfter = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether ticks come, or will when a look that catches up has ended.</summary>
    public bool WillCome => scheduler is { Status: SchedulerStatus.Running or SchedulerStatus.Created };

    /// <summary>
    /// Stores jobs and triggers, and asks for every look whose tick was missed, or that is new. With nothing to catch up on the ticks
    /// begin here; else in <see cref="ResumeAsync"/>, so that a crash in between still finds them missed.
    /// </summary>
    public async Task PrepareAsync(CancellationToken ct)
    {
        scheduler = await schedulers.GetScheduler(ct);
        await PrepareAsync<DiscoverJob>(scheduler, Look.Discover, "discover", options.Discover, ct);
        await PrepareAsync<EnforceJob>(scheduler, Look.Enforce, "enforce", options.Enforce, ct);
        if (behind.Count == 0)
            await StartAsync(scheduler, ct);
    }

    /// <summary>After the looks that catch up have ended: lets the ticks come, from now on.</summary>
    public async Task ResumeAsync(CancellationToken ct)
    {
        await changing.WaitAsync(ct);
        try
        {
            if (scheduler is null || stopped || AreAlive)
                return;
            foreach (var trigger in behind)
                await scheduler.ScheduleTrigger(trigger, TriggerConflict.Replace, ct);
            behind.Clear();
            await StartAsync(scheduler, ct);
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>Interrupts the jobs that wait for a look, and stores that they are to be taken again.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        await changing.WaitAsync(ct);
        try
        {
            stopped = true;
            if (scheduler is not null)
                await ShutDownAsync(scheduler, ct);
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>The shutdown interrupts what runs when it begins; a job that begins just then waits for a look that nobody takes any more, and is interrupted here.</summary>
    private static async Task ShutDownAsync(IScheduler of, CancellationToken ct)
    {
        var down = of.Shutdown(waitForJobsToComplete: true, ct).AsTask();
        while (await Task.WhenAny(down, Task.Delay(AgainAfter, ct)) != down && !ct.IsCancellationRequested)
        {
            try
            {
                foreach (var name in new[] { "discover", "enforce" })
                    await of.Interrupt(new JobKey(name, "daemon"), ct);
            }
            catch (SchedulerException)
            {
                // It came to its end meanwhile, and takes no orders any more: then there is nothing left to interrupt.
                break;
            }
        }
        await down;
    }

    private async Task StartAsync(IScheduler of, CancellationToken ct)
    {
        await of.Start(ct);
        log.TicksResumed();
    }

    private async Task PrepareAsync<TJob>(IScheduler to, Look look, string name, string cron, CancellationToken ct)
        where TJob : IJob
    {
        // Recovery is for the look that a crash or a stop cut short: its tick has fired already and is not missed.
        var job = JobBuilder.Create<TJob>().WithIdentity(name, "daemon").StoreDurably(durability: true).RequestRecovery(shouldRecover: true).Build();
        await to.AddJob(job, new AddJobOptions { Replace = true }, ct);

        var key = new TriggerKey(name, "daemon");
        var stored = await to.GetTrigger(key, ct);
        var state = stored is null ? TriggerState.None : await to.GetTriggerState(key, ct);
        var missed = stored is null || stored.NextFireTimeUtc is not { } next || Instant.FromDateTimeOffset(next) <= clock.GetCurrentInstant()
            || state == TriggerState.Error;
        var system = TimeZoneInfo.FindSystemTimeZoneById(zone.Id);
        var trigger = TriggerBuilder.Create()
            .WithIdentity(key)
            .ForJob(job)
            .WithSchedule(CronScheduleBuilder.Create(cron).InTimeZone(system).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed))
            .Build();
        if (missed)
        {
            behind.Add(trigger);
            _ = board.AskAsync(look);
            log.CatchesUp(name, stored is null ? "new" : "missed");
        }
        else if (stored is not ICronTrigger same || same.CronExpressionString != cron || same.TimeZone.Id != system.Id)
        {
            await to.ScheduleTrigger(trigger, TriggerConflict.Replace, ct);
        }
    }
}
