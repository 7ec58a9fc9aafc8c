using Retention.Domain.Facts;
using RetentionWorker.Catalogue;
using RetentionWorker.Discover;
using RetentionWorker.Register;
using RetentionWorker.Stores;

namespace RetentionWorker.Run;

/// <summary>What listing one store came to, for those who show it. <paramref name="Code"/> and <paramref name="Problem"/> say why it could not be completed.</summary>
internal sealed record DiscoveredStore(
    StoreName Store, long Seen, long Added, long Changed, long Returned, long Vanished, long Unreadable, bool IsSuspect, string? Code, string? Problem, IReadOnlyList<RecordAddress> Places)
{
    public static DiscoveredStore Of(DiscoveryResult result) => new(
        result.Store, result.Change.Seen, result.Change.Added, result.Change.Changed, result.Change.Returned, result.Change.Vanished, result.Unreadable,
        result.Fault is { Kind: StoreFaultKind.Suspect }, result.Fault?.Code, result.Fault?.Message,
        [.. result.Places.Select(place => new RecordAddress(result.Store, place))]);
}

/// <summary>One run, or one look, from beginning to end, for those who have a scheduler of their own.</summary>
internal sealed class OneRun(RetentionRun run, ScheduleInForce schedule, Func<IEraseLock?> takeLock)
{
    /// <summary>What the run came to; null where another process holds the right to erase.</summary>
    public async Task<RunReport?> RunAsync(CancellationToken stop)
    {
        using var held = takeLock();
        return held is null ? null : await run.OnceAsync(held, schedule.Adopt(), stop);
    }

    /// <summary>Lists every store, or the named one, and decides what changed.</summary>
    public async Task<IReadOnlyList<DiscoveredStore>> DiscoverAsync(StoreName? only, CancellationToken ct) =>
        [.. (await run.DiscoverAsync(schedule.Adopt(), only, ct)).Select(DiscoveredStore.Of)];
}
