using Retention.Domain.Outcomes;
using RetentionWorker.Catalogue;
using RetentionWorker.Stores;

namespace RetentionWorker.Run;

/// <summary>
/// Closes for a batch when the program is asked to stop, when somebody throws the stop switch, or when any fact was recorded since the batch was decided: a hold that was placed
/// a moment ago stops the next destructive call, not the next run.
/// </summary>
internal sealed class ErasureGate(ICatalogue catalogue, long decidedAtEpoch, CancellationToken stop) : IErasureGate
{
    public KeptReason? Closed()
    {
        if (stop.IsCancellationRequested)
            return KeptReason.Stopping;
        if (catalogue.StopSwitch.WasThrown())
            return KeptReason.StopSwitch;
        return catalogue.FactsEpoch() == decidedAtEpoch ? null : KeptReason.FactsChanged;
    }
}
