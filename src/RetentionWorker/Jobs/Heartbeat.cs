using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetentionWorker.Register;

namespace RetentionWorker.Jobs;

/// <summary>Writes the health note every half minute and after each change. Its own failure is said and stops nothing.</summary>
internal sealed class Heartbeat(DaemonState state, DataDirectory data, ILogger<Heartbeat> log) : BackgroundService
{
    private readonly Lock writing = new();
    private bool failed;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        state.Changed += (_, _) => Beat();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(HealthNote.Every.ToTimeSpan());
        try
        {
            do
            {
                Beat();
                Memory.Trim();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end that a stop asks for; changes are written until the process ends.
        }
    }

    private void Beat()
    {
        lock (writing)
        {
            try
            {
                state.Note().Write(data.Path);
                failed = false;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (!failed)
                    log.HeartbeatFailed(Fault.NameOf(e), e);
                failed = true;
            }
        }
    }
}
