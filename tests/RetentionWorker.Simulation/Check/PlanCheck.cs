using RetentionWorker.Simulation.Machine;
using RetentionWorker.Simulation.Model;

namespace RetentionWorker.Simulation.Check;

/// <summary>Counts by itself, at the moment of planning, what the plan must have found, where it can know.</summary>
internal static class PlanCheck
{
    /// <summary>So long a schedule is new, and a plan that takes everything of a store waits.</summary>
    private const long Week = 7 * 86400;

    public static void Planned(SimWorld world)
    {
        if (world.Watch is not { } watch)
            return;
        watch.Plans++;
        world.Log.Read();
        (watch.MustWait, watch.PlanIsKnown) = (false, false);
        var blurred = watch.Blurred || watch.StoresMoved || watch.ScheduleBefore != world.Model.Schedule;
        watch.Blurred = false;
        // What became of an open intent's record nobody knows, and so nobody can count it.
        if (blurred || world.Log.OpenIntents > 0 || Known(world, watch) is not { } known)
            return;
        var present = known.Except(watch.Removed).ToList();
        (watch.MustWait, watch.PlanIsKnown) = (Exceeds(world, watch, present), true);
        if (watch.Plans == 1 && !watch.MeanwhileHappened)
            watch.FirstPlan = Take(world.Model, present, world.Clock.Now);
    }

    private static List<ModelRecord>? Known(SimWorld world, RunWatch watch)
    {
        var all = new List<ModelRecord>();
        foreach (var store in world.Stores)
        {
            if (world.Knowledge.Of(store.Name, watch) is not { } known)
                return null;
            all.AddRange(known);
        }
        return all;
    }

    private static Census Take(ModelWorld model, List<ModelRecord> present, long now)
    {
        var standing = present.CountBy(r => model.StandingOf(r, now)).ToDictionary();
        return new Census(
            present.Count, standing.GetValueOrDefault(Standing.Kept), standing.GetValueOrDefault(Standing.Held), standing.GetValueOrDefault(Standing.Unclassified),
            standing.GetValueOrDefault(Standing.Due), present.Count(r => model.IsLate(r, now)));
    }

    /// <summary>Limits are per run: what it removed already counts, in the share and in the whole.</summary>
    private static bool Exceeds(SimWorld world, RunWatch watch, List<ModelRecord> present)
    {
        var (model, now) = (world.Model, world.Clock.Now);
        var due = present.Where(r => model.IsDue(r, now)).ToList();
        if (due.Count == 0)
            return false;
        if (now - model.ChangedAt < Week && due.Select(r => r.Store).Distinct().Any(s => due.Count(r => r.Store == s) == present.Count(r => r.Store == s)))
            return true;
        return model.Schedule.LimitRecords is { } most && due.Count + watch.Removed.Count > most
            || model.Schedule.PercentOfStore is { } ofStore && Beyond(ofStore, r => r.Store)
            || model.Schedule.PercentOfProject is { } ofProject && Beyond(ofProject, r => r.Project);

        bool Beyond(int percent, Func<ModelRecord, string?> of) => due.Select(of).Distinct().Any(share =>
        {
            var gone = watch.Removed.Count(r => of(r) == share);
            return (due.Count(r => of(r) == share) + gone) * 100 > (present.Count(r => of(r) == share) + gone) * percent;
        });
    }
}
