using Retention.Domain.Outcomes;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>Whether a batch may go on: once closed it stays closed, for the reason that closed it first. Safe for several threads.</summary>
internal sealed class BlobBatch(IErasureGate gate, CancellationToken stop)
{
    private readonly Lock one = new();
    private KeptReason? closed;

    public KeptReason? Closed()
    {
        lock (one)
            return closed ??= stop.IsCancellationRequested ? KeptReason.Stopping : gate.Closed();
    }

    public void Close(KeptReason reason)
    {
        lock (one)
            closed ??= reason;
    }
}
