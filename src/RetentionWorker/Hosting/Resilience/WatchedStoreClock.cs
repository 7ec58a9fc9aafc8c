using RetentionWorker.Stores;

namespace RetentionWorker.Hosting.Resilience;

/// <summary>A store's clock, asked once and not for long: what does not answer is no evidence, and its silence is found by those who need the store.</summary>
internal sealed class WatchedStoreClock(IStoreClock inner, TimeProvider time) : IStoreClock
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private readonly AnswerWatch watch = new(Silence, time);

    public Task<ToldTime?> TellAsync(CancellationToken ct) => watch.RunAsync(_ => inner.TellAsync(ct), ct);
}
