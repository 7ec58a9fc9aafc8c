using RetentionWorker.Jobs;

namespace RetentionWorker.Hosting.Control;

/// <summary>Gives back what answering held, a while after the last answer and never often: a collection stops every thread, and one of them erases.</summary>
internal sealed class Rest
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);
    private int waiting;

    public void After(bool quiet, CancellationToken stopping)
    {
        if (quiet && Interlocked.Exchange(ref waiting, 1) == 0)
            _ = GiveBackAsync(stopping);
    }

    private async Task GiveBackAsync(CancellationToken stopping)
    {
        try
        {
            await Task.Delay(Pause, stopping);
            Volatile.Write(ref waiting, 0);
            Memory.GiveBack();
        }
        catch (OperationCanceledException)
        {
            // The process ends, and gives everything back.
        }
    }
}
