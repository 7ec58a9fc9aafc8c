using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Run;
using RetentionWorker.Stores;

namespace RetentionWorker.CrashHost;

/// <summary>Ends the process when the run passes its boundary for the nth time.</summary>
internal sealed class KillingProgress(Death death) : IRunProgress
{
    private int met;

    public void At(RunBoundary boundary, StoreName? store)
    {
        if (string.Equals(boundary.ToString(), death.Point, StringComparison.Ordinal) && Interlocked.Increment(ref met) == death.Occurrence)
            SuddenEnd.Now();
    }

    public void Count(RunBoundary boundary, long done, long? total)
    {
    }
}

/// <summary>Ends the process in the middle of a batch: when the gate is asked for the nth time, right before the next destructive call.</summary>
internal sealed class KillingEraser(IRecordEraser inner, int occurrence) : IRecordEraser
{
    private int asked;

    public Task<IReadOnlyList<ErasureOutcome>> EraseAsync(IReadOnlyList<ErasureOrder> orders, IErasureGate gate, CancellationToken ct) =>
        inner.EraseAsync(orders, new Gate(gate, Asked), ct);

    public Task TidyAsync(IReadOnlyList<RecordName> gone, CancellationToken ct) => inner.TidyAsync(gone, ct);

    private void Asked()
    {
        if (Interlocked.Increment(ref asked) == occurrence)
            SuddenEnd.Now();
    }

    private sealed class Gate(IErasureGate inner, Action asked) : IErasureGate
    {
        public KeptReason? Closed()
        {
            asked();
            return inner.Closed();
        }
    }
}
