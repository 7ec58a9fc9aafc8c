using RetentionWorker.Run;
using RetentionWorker.Simulation.Events;
using RetentionWorker.Simulation.Model;

namespace RetentionWorker.Simulation.Machine;

/// <summary>What is known of the run that is going on, to judge it by afterwards.</summary>
internal sealed class RunWatch(long startedAt, bool lists, ModelSchedule scheduleBefore, IReadOnlyList<ModelRecord> dueAtStart)
{
    /// <summary>What was due, and not held, when it began.</summary>
    public IReadOnlyList<ModelRecord> DueAtStart => dueAtStart;

    public ModelSchedule ScheduleBefore => scheduleBefore;

    public long StartedAt => startedAt;

    public bool Lists => lists;

    /// <summary>Stores whose ailments showed.</summary>
    public HashSet<string> Ailing { get; } = [];

    /// <summary>What each store held when it was listed.</summary>
    public Dictionary<string, HashSet<ModelRecord>> Listed { get; } = [];

    public List<ModelRecord> Removed { get; } = [];

    public Census? FirstPlan { get; set; }

    public int Plans { get; set; }

    /// <summary>A plan was made that goes beyond a limit: nothing may be removed under it.</summary>
    public bool MustWait { get; set; }

    /// <summary>Whether the last plan was counted by the model too.</summary>
    public bool PlanIsKnown { get; set; }

    /// <summary>What happens in the middle of it, and when.</summary>
    public Surprise? Meanwhile { get; set; }

    /// <summary>A store is in the middle of a batch: it knew who it was when that began, and holds on to the place.</summary>
    public bool InBatch { get; set; }

    public bool MeanwhileHappened { get; set; }

    /// <summary>The stop switch was thrown when it began.</summary>
    public bool StoppedBefore { get; init; }

    /// <summary>A fact came between deciding and planning: what is planned is nobody's exact view.</summary>
    public bool Blurred { get; set; }

    /// <summary>What the stores hold changed in the middle of it.</summary>
    public bool StoresMoved { get; set; }
}

/// <summary>
/// Something that happens in the middle of a run that has something to erase: when a boundary is reached, or (null) right before the gate is
/// asked for a record, after so many of such moments.
/// </summary>
internal sealed record Surprise(SimEvent Event, RunBoundary? At, int After);

/// <summary>How many known records stand where, by the model.</summary>
internal sealed record Census(long Present, long Kept, long Held, long Unclassified, long Due, long Overdue);
