namespace RetentionWorker.Jobs;

/// <summary>
/// Remembers that the daemon stops because it failed. The generic host ends a crashed background service with exit code 0, which a service
/// manager takes for a wish to be left alone.
/// </summary>
internal sealed class DaemonFailure
{
    private Exception? first;

    public void Note(Exception exception) => Interlocked.CompareExchange(ref first, exception, comparand: null);

    public Exception? First => Volatile.Read(ref first);
}
