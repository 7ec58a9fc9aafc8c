using Retention.Domain.Approvals;
using Retention.Domain.Outcomes;
using RetentionWorker.Races.Order;
using RetentionWorker.Stores;

namespace RetentionWorker.Races.Bed;

/// <summary>Remembers when the gate was asked for each destructive call: whatever was in force by then must have been heard.</summary>
internal sealed class AskedEraser(IRecordEraser real, Strands strands) : IRecordEraser
{
    public Task<IReadOnlyList<ErasureOutcome>> EraseAsync(IReadOnlyList<ErasureOrder> orders, IErasureGate gate, CancellationToken ct) =>
        real.EraseAsync(orders, new AskedGate(gate, strands), ct);

    private sealed class AskedGate(IErasureGate gate, Strands strands) : IErasureGate
    {
        public KeptReason? Closed()
        {
            if (Strands.Here is { } strand)
                strand.AskedAt = strands.Step;
            return gate.Closed();
        }
    }
}
