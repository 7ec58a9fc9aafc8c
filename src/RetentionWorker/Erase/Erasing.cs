using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores;

namespace RetentionWorker.Erase;

/// <summary>The one room that calls erasers. It takes orders, and hands back exactly one outcome for each, in their order.</summary>
internal sealed class Erasing(IReadOnlyDictionary<StoreName, IRecordEraser> erasers)
{
    public async Task<IReadOnlyList<ErasureOutcome>> EraseAsync(StoreName store, IReadOnlyList<ErasureOrder> orders, IErasureGate gate, CancellationToken ct)
    {
        if (orders.Count == 0)
            return [];
        try
        {
            var outcomes = await erasers[store].EraseAsync(orders, gate, ct);
            if (outcomes.Count != orders.Count || outcomes.Where((outcome, i) => !ReferenceEquals(outcome.Order, orders[i])).Any())
                throw new InvalidOperationException("An eraser answers each order once, in their order.");
            return outcomes;
        }
        catch (StoreFault fault) when (fault.Kind == StoreFaultKind.Suspect)
        {
            return [.. orders.Select(order => new ErasureOutcome.Kept(order, KeptReason.StoreSuspect))];
        }
        catch (StoreFault fault)
        {
            return [.. orders.Select(order => new ErasureOutcome.Failed(order, fault.Code))];
        }
    }

    /// <summary>Ends what an erasure may have left when its process did: the empty folders of records that are gone. Throws <see cref="StoreFault"/>.</summary>
    public Task TidyAsync(StoreName store, IReadOnlyList<RecordName> gone, CancellationToken ct) =>
        gone.Count == 0 ? Task.CompletedTask : erasers[store].TidyAsync(gone, ct);
}
