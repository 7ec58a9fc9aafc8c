using Quartz;

namespace RetentionWorker.Jobs;

/// <summary>A tick that asks for a discovery. It only says <em>look</em>; what there is to see is not its business.</summary>
[DisallowConcurrentExecution]
internal sealed class DiscoverJob(LookBoard board) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await board.AskAsync(Look.Discover).WaitAsync(cancellationToken);
}

/// <summary>A tick that asks for an enforcement.</summary>
[DisallowConcurrentExecution]
internal sealed class EnforceJob(LookBoard board) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await board.AskAsync(Look.Enforce).WaitAsync(cancellationToken);
}
