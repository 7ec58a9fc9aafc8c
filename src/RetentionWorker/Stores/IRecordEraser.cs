using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;

namespace RetentionWorker.Stores;

/// <summary>
/// The destructive side of a store. It takes orders only, and an order cannot be had without an approved plan and the receipt of a durable
/// intent.
/// </summary>
internal interface IRecordEraser
{
    /// <summary>
    /// Erases exactly the ordered records, each only at its planned version. Returns one outcome per order, in the same order, whatever
    /// happens: an item's fault is that item's outcome (<see cref="ErasureOutcome.Failed"/>), a record that another name or version took the
    /// place of is <see cref="ErasureOutcome.Kept"/>. Asks the gate immediately before each destructive call; a closed gate leaves the rest
    /// kept with the gate's reason, and so does a cancelled token (<see cref="KeptReason.Stopping"/>): it never throws for having been asked
    /// to stop. Throws <see cref="StoreFault"/> only before anything was touched: of kind <see cref="StoreFaultKind.Suspect"/> where the store
    /// is not the one whose identity the orders carry. An order for another store is a bug and throws <see cref="ArgumentException"/>.
    /// </summary>
    Task<IReadOnlyList<ErasureOutcome>> EraseAsync(IReadOnlyList<ErasureOrder> orders, IErasureGate gate, CancellationToken ct);

    /// <summary>
    /// What an ended process may not have come to: of a store that has folders, removes those that are empty where these records were, and flushes what led
    /// to them. Never a record, so it takes names and no orders. Throws <see cref="StoreFault"/> where the store is not the adopted one or could not be flushed;
    /// a folder that cannot be removed is left.
    /// </summary>
    Task TidyAsync(IReadOnlyList<RecordName> gone, CancellationToken ct) => Task.CompletedTask;
}

/// <summary>Asked right before each destructive call; must be cheap and safe to call from several threads.</summary>
internal interface IErasureGate
{
    /// <summary>Null while erasing may go on; else why not.</summary>
    KeptReason? Closed();
}
