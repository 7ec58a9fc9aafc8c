using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using Retention.Domain.Outcomes;

namespace RetentionWorker.Stores;

/// <summary>
/// The read side of a store. Every method throws <see cref="StoreFault"/> (and nothing else that the store caused) where the store cannot
/// answer, and <see cref="OperationCanceledException"/> where it was asked to stop. No method changes a record.
/// </summary>
internal interface IRecordReader
{
    StoreName Store { get; }

    /// <summary>
    /// Lists every record in pages of at most some thousand, each by its exact name; the store's own marker is left out. A listing that ends
    /// without an exception is complete but for the places that it names as <see cref="DiscoveredItem.Unreadable"/>. An empty page only tells that
    /// it goes on.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<DiscoveredItem>> DiscoverAsync(CancellationToken ct);

    /// <summary>
    /// Looks for each name by a read that would have seen it if it were there, independent of the path the eraser took. One outcome per
    /// name, in the same order. What cannot be told is <see cref="VerificationOutcome.Unknown"/>, never absent.
    /// </summary>
    Task<IReadOnlyList<VerificationOutcome>> VerifyAsync(IReadOnlyList<RecordName> names, CancellationToken ct);

    /// <summary>
    /// Makes durable what a process that ended in mid-erasure may have removed without flushing it. Called before a record is called gone that
    /// this process did not erase. Nothing to do for a store whose answers are durable.
    /// </summary>
    Task SettleAsync(CancellationToken ct) => Task.CompletedTask;
}

/// <summary>One item of a listing.</summary>
internal abstract record DiscoveredItem(RecordName Name)
{
    /// <summary>A record. <paramref name="ModifiedAt"/> is the store's own word.</summary>
    internal sealed record Found(RecordName Name, RecordVersion Version, long Size, Instant ModifiedAt) : DiscoveredItem(Name)
    {
        /// <summary>The store's own hold on it, where it reports one.</summary>
        public StoreHold? Hold { get; init; }
    }

    /// <summary>A place that could not be read: what lies below is unknown. <paramref name="Code"/> holds no names.</summary>
    internal sealed record Unreadable(RecordName Name, string Code) : DiscoveredItem(Name);
}
