using Retention.Domain.Facts;
using RetentionWorker.Run;

namespace RetentionWorker.Cli;

/// <summary>Draws a run's progress over one line of standard error, at most ten times a second.</summary>
internal sealed class RunWatch(Answer answer, TimeProvider time) : IRunProgress, IDisposable
{
    private readonly Lock turn = new();
    private long drawnAt;
    private bool drew;

    public void At(RunBoundary boundary, StoreName? store)
    {
        var what = boundary switch
        {
            RunBoundary.IntentsResolving => "finding out what became of earlier erasures",
            RunBoundary.DiscoveryStarted => $"listing {store}",
            RunBoundary.Discovered => "deciding",
            RunBoundary.Decided => "planning",
            RunBoundary.Planned => "erasing",
            _ => null,
        };
        if (what is not null)
            Draw(what, always: true);
    }

    public void Count(RunBoundary boundary, long done, long? total) => Draw(
        boundary == RunBoundary.PageNoted ? $"listing: {done} records" : total is { } all ? $"erasing: {done} of {all}" : $"{done}", always: done == total);

    public void Dispose()
    {
        if (drew)
            answer.Overwrite("");
    }

    private void Draw(string text, bool always)
    {
        lock (turn)
        {
            var now = time.GetTimestamp();
            if (!always && drew && time.GetElapsedTime(drawnAt, now) < TimeSpan.FromMilliseconds(100))
                return;
            (drawnAt, drew) = (now, true);
            answer.Overwrite(text);
        }
    }
}
