using Retention.Domain.Facts;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Run;

/// <summary>Does something the first time that a run passes a boundary: what another process does meanwhile.</summary>
internal sealed class Meanwhile(RunBoundary boundary, Action then) : IRunProgress
{
    private int met;

    void IRunProgress.At(RunBoundary at, StoreName? store)
    {
        if (at == boundary && Interlocked.Increment(ref met) == 1)
            then();
    }

    void IRunProgress.Count(RunBoundary at, long done, long? total)
    {
    }
}
