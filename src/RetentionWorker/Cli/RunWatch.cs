using Retention.Domain.Facts;
using RetentionWorker.Run;

namespace RetentionWorker.Cli;

/// <summary>Says the moments of a run in words.</summary>
internal sealed class RunWatch(StageLine line) : IRunProgress
{
    public void At(RunBoundary boundary, StoreName? store)
    {
        var what = boundary switch
        {
            RunBoundary.IntentsResolving => "finding out what became of earlier erasures",
            RunBoundary.DiscoveryStarted => $"listing {store}",
            RunBoundary.Discovered => "deciding",
            RunBoundary.Decided => "planning",
            RunBoundary.Planned => "erasing",
            RunBoundary.BeforeSummary => "summing up",
            _ => null,
        };
        if (what is not null)
            line.At(what);
    }

    public void Count(RunBoundary boundary, long done, long? total) => line.Count(done, total);
}
