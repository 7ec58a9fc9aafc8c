using RetentionWorker.Simulation.Machine;

namespace RetentionWorker.Simulation.Check;

/// <summary>The third promise: what the log says is what happened.</summary>
internal static class LogAgainstWorld
{
    public static void Check(SimWorld world)
    {
        foreach (var record in world.Model.Records)
        {
            if (record.Project is null)
                continue;
            var told = world.Log.Of(record);
            PromiseBroken.Unless(told.Erased <= record.Gone, PromiseBroken.Log, () => $"{record} went {record.Gone} times, and the log has it erased {told.Erased} times");
            PromiseBroken.Unless(
                !record.Present || told.LastGoneAt < record.ArrivedAt, PromiseBroken.Log, () => $"{record} is there, and the log says that it is gone");
        }
    }

    /// <summary>At the end nothing is in doubt any more: each removal has its outcome.</summary>
    public static void CheckAll(SimWorld world)
    {
        Check(world);
        // What somebody brought back before the program had found out what became of it looks to everybody as if it had never gone.
        foreach (var record in world.Model.Records.Where(r => r.Removed > 0 && !r.CameBackInDoubt))
        {
            var told = world.Log.Of(record);
            PromiseBroken.Unless(told.Erased + told.Absent + told.Unknown >= 1, PromiseBroken.Log, () => $"{record} was removed, and the log does not say so");
        }
    }
}
