using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;

namespace RetentionWorker.Races.Races;

/// <summary>Who meets whom, and what must be so whatever the order.</summary>
internal abstract class Race
{
    public static readonly IReadOnlyList<Race> All =
    [
        new HoldAgainstErase(), new StopAgainstErase(), new TwoWorkers(), new WorkerKilled(), new Approvals(), new ApproveAgainstReject(), new ApproveAgainstHold(), new RejectAgainstErase(),
        new RecallAgainstErase(), new HoldAgainstKey(), new HoldAgainstKeyDeletion(),
    ];

    public abstract string Name { get; }

    /// <summary>Limits of the schedule, as the file writes them.</summary>
    public virtual string Limits => "limits: {}";

    /// <summary>What a thousand schedules must come to at least once each, in words that are part of <see cref="Site.Came"/>: what is never reached is never tried.</summary>
    public abstract IReadOnlyList<string> MustCome { get; }

    /// <summary>What is so before anybody begins.</summary>
    public virtual Task PrepareAsync(Process first) => Task.CompletedTask;

    /// <summary>Who begins at once.</summary>
    public abstract IReadOnlyList<(Party Party, Func<Task> Work)> Begin(Site site);

    /// <summary>After all have ended; by <see cref="Truth.Require"/>.</summary>
    public abstract void Judge(Site site);
}
