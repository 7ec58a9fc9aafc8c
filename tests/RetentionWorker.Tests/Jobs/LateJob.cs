using Quartz;

namespace RetentionWorker.Tests.Jobs;

/// <summary>Keeps the first tick that fires from beginning its job until the scheduler, shutting down, has interrupted what it knew to be running.</summary>
internal sealed class LateJob : ITriggerListener, ISchedulerListener
{
    private static readonly TimeSpan Interrupted = TimeSpan.FromMilliseconds(200);
    private readonly TaskCompletionSource fired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource shuttingDown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => "late";

    /// <summary>Whether the job began when the shutdown was under way.</summary>
    public bool BeganInShutdown { get; private set; }

    public Task FiredAsync() => fired.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask<bool> VetoJobExecution(ITrigger trigger, IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        fired.TrySetResult();
        await shuttingDown.Task.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        // Right after it has told of its beginning a shutdown interrupts; nothing tells of that.
        await Task.Delay(Interrupted, CancellationToken.None);
        BeganInShutdown = true;
        return false;
    }

    public ValueTask SchedulerShuttingDown(IScheduler scheduler, CancellationToken cancellationToken = default)
    {
        shuttingDown.TrySetResult();
        return ValueTask.CompletedTask;
    }
}
