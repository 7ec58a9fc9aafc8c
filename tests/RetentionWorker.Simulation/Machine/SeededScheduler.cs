namespace RetentionWorker.Simulation.Machine;

/// <summary>
/// Runs everything that a run does on the calling thread, one step at a time, in an order drawn from the seed: workers of several stores
/// interleave, and the same seed interleaves them alike. What a killed process had still to do is never done.
/// </summary>
internal sealed class SeededScheduler(SimRandom random) : TaskScheduler
{
    private readonly List<Task> ready = [];

    public override int MaximumConcurrencyLevel => 1;

    public T Run<T>(Func<Task<T>> work, Death death)
    {
        var root = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();
        while (!root.IsCompleted && !death.Dead)
        {
            Task next;
            lock (ready)
            {
                if (ready.Count == 0)
                    throw new InvalidOperationException("The run waits for something outside of the simulation.");
                var at = random.Below(ready.Count);
                next = ready[at];
                ready.RemoveAt(at);
            }
            TryExecuteTask(next);
        }
        if (!death.Dead)
            return root.GetAwaiter().GetResult();
        lock (ready)
            ready.Clear();
        throw new KilledException("a point of the run");
    }

    protected override void QueueTask(Task task)
    {
        lock (ready)
            ready.Add(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (ready)
            return [.. ready];
    }
}
