using Retention.Domain.Facts;

namespace RetentionWorker.Run;

/// <summary>Passes a run's progress on to whoever watches: at most one, and often nobody.</summary>
internal sealed class ProgressRelay : IRunProgress
{
    private volatile IRunProgress watcher = NoProgress.Instance;

    /// <summary>Passes everything on to the watcher until the answer is disposed of.</summary>
    public IDisposable To(IRunProgress to)
    {
        watcher = to;
        return new Watching(this);
    }

    public void At(RunBoundary boundary, StoreName? store) => watcher.At(boundary, store);

    public void Count(RunBoundary boundary, long done, long? total) => watcher.Count(boundary, done, total);

    private sealed class Watching(ProgressRelay relay) : IDisposable
    {
        public void Dispose() => relay.watcher = NoProgress.Instance;
    }
}
