using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;

namespace RetentionWorker.Run;

/// <summary>
/// Lets the audit log's own entries go when the schedule says so: one look announces it, and one after a place outside has seen the announcement carries it out.
/// For whoever has asked every guard.
/// </summary>
internal sealed class LogPruning(ICatalogue catalogue, LogPrune prune)
{
    /// <summary>Where the schedule says nothing of the log's entries, they stay.</summary>
    public void Look(RetentionSchedule schedule, CancellationToken stop)
    {
        if (schedule.LogEntriesKeptFor is null || Stopped())
            return;
        prune.CarryOut(schedule, Stopped, stop);
        if (!Stopped() && !prune.IsAnnounced())
            prune.Announce(schedule, prune.Outlook(schedule, stop), stop);

        bool Stopped() => stop.IsCancellationRequested || catalogue.StopSwitch.WasThrown();
    }
}
