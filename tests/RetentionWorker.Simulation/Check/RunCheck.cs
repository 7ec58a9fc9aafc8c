using Retention.Domain.Audit;
using RetentionWorker.Run;
using RetentionWorker.Simulation.Machine;
using RetentionWorker.Simulation.Model;

namespace RetentionWorker.Simulation.Check;

/// <summary>The second promise, after each run that came through: what must go is gone, or the run said why not.</summary>
internal static class RunCheck
{
    private const long SetBackAtMost = 25 * 3600;

    public static void Completed(SimWorld world, RunWatch watch, RunReport report)
    {
        world.Log.Read();
        PromiseBroken.Unless(!watch.StoppedBefore, PromiseBroken.MustStay, () => "the stop switch was thrown, and a run goes on as ever");
        var concerns = RunEntrance.OutcomeOfRun(report).Concerns;
        var looksEmpty = watch.Listed.Where(l => l.Value.Count == 0 && !world.Knowledge.Expects(l.Key)).Select(l => l.Key).ToHashSet();
        InventoryCheck.Completed(world, watch, report);
        Learn(world, watch, report);
        world.Knowledge.Absent(report.Books.AlreadyAbsent);
        CheckBooks(world, watch, report.Books, report);
        PromiseBroken.Unless(!watch.MustWait || report.End == RunEnd.Waits, PromiseBroken.Silent, () => "the plan goes beyond a limit, and the run does not say that it waits");
        PromiseBroken.Unless(report.End != RunEnd.Waits || concerns.Contains("waits-for-approval"), PromiseBroken.Silent, () => "a plan waits, and no concern says so");
        PromiseBroken.Unless(
            watch.MustWait || report.End != RunEnd.Waits || !watch.PlanIsKnown, PromiseBroken.MustGo, () => $"a plan waits that goes beyond no limit: {string.Join(", ", report.Exceeded)}");
        PromiseBroken.Unless(world.Log.OpenIntents <= report.Unresolved + report.Of("in-doubt"), PromiseBroken.Log, () => $"{world.Log.OpenIntents} intents are open after a run that speaks of fewer");
        foreach (var record in watch.DueAtStart)
        {
            if (!record.Present || !world.Model.IsDue(record, world.Clock.Now))
                continue;
            var known = world.Knowledge.Of(record.Store, null)?.Contains(record);
            if ((known == false || world.Knowledge.IsOfAnotherVersion(record)) && !watch.Lists)
                continue;
            CheckLeft(world, watch, report, concerns, record, known, looksEmpty);
        }
        LogAgainstWorld.Check(world);
    }

    /// <summary>A run refuses because of a stop, and of nothing else that happens here; then nothing is removed.</summary>
    public static void Refused(SimWorld world, RunWatch watch, RunRefusal refusal)
    {
        PromiseBroken.Unless(watch.Removed.Count == 0, PromiseBroken.MustStay, () => "a run that refused had removed records");
        // It may have listed stores before the switch was thrown, and what it noted of them nobody outside can say.
        foreach (var store in watch.Listed.Keys)
        {
            world.Knowledge.Doubt(store);
            world.Knowledge.Believe(store);
        }
        PromiseBroken.Unless(world.Model.Stopped && refusal.Guard == "stop", PromiseBroken.MustGo, () => $"the run refuses ({refusal.Guard}: {refusal.Code}) and nothing was wrong");
    }

    private static void CheckLeft(SimWorld world, RunWatch watch, RunReport report, IReadOnlyList<string> concerns, ModelRecord record, bool? known, HashSet<string> looksEmpty)
    {
        var late = world.Model.IsLate(record, watch.StartedAt);
        var waits = report.End == RunEnd.Waits;
        var ails = watch.Ailing.Contains(record.Store) || world.StoreNamed(record.Store).Has(Ailment.ListsNothing) || world.Knowledge.IsShrunk(record.Store);
        var setBack = world.Clock.Now - record.FaultAt < SetBackAtMost;
        var moved = record.ArrivedAt >= watch.StartedAt || watch.StoresMoved || watch.ScheduleBefore != world.Model.Schedule;
        var stopped = world.Model.Stopped && report.Withheld is { Guard: "stop" };
        PromiseBroken.Unless(
            waits || stopped || ails || setBack || moved || known is null && !watch.Lists, PromiseBroken.MustGo,
            () => $"{record} was due at {DateTimeOffset.FromUnixTimeSeconds(world.Model.DatesOf(record).DueAt!.Value):u} and is left by a run that nothing hindered");
        var seenAndCounted = report.NotErasedYet > 0;
        var storeNamed = report.SuspectStores.Concat(report.UnavailableStores).Concat(report.Discoveries.Where(d => d.Fault is not null).Select(d => d.Store))
            .Any(s => s.Value == record.Store);
        PromiseBroken.Unless(seenAndCounted || storeNamed || moved || looksEmpty.Contains(record.Store) || known is null && !watch.Lists, PromiseBroken.Silent, () => $"{record} is left, and the run neither counts it nor names its store");
        if (late && known == true && !moved)
            PromiseBroken.Unless(concerns.Contains("overdue"), PromiseBroken.Silent, () => $"{record} is late since {DateTimeOffset.FromUnixTimeSeconds(world.Model.DatesOf(record).LateAt!.Value):u}, and the run does not say so");
    }

    private static void CheckBooks(SimWorld world, RunWatch watch, RunBooks books, RunReport report)
    {
        if (watch.FirstPlan is not { } census || watch.Plans != 1)
            return;
        var counted = new Census(books.Discovered, books.Kept, books.Held, books.Unclassified, books.Due, report.Overdue);
        PromiseBroken.Unless(counted == census, PromiseBroken.Books, () => $"the run counted {counted}, and there is {census}");
        if (watch.Ailing.Count == 0 && !watch.MeanwhileHappened)
            PromiseBroken.Unless(books.Erased == watch.Removed.Count, PromiseBroken.Books, () => $"the run says {books.Erased} erased, and {watch.Removed.Count} were removed");
    }

    private static void Learn(SimWorld world, RunWatch watch, RunReport report)
    {
        foreach (var store in world.Stores)
        {
            var whole = report.Discoveries.Any(d => d.Store.Value == store.Name && d.Fault is null);
            if (watch.Ailing.Contains(store.Name) || watch.StoresMoved)
                world.Knowledge.Doubt(store.Name);
            else if (whole && watch.Listed.TryGetValue(store.Name, out var listed))
                world.Knowledge.Learn(store.Name, [.. listed.Except(watch.Removed)]);
            foreach (var removed in watch.Removed)
                world.Knowledge.Forget(store.Name, removed, watch.Ailing.Contains(store.Name));
            if (world.Knowledge.IsShrunk(store.Name))
                world.Knowledge.Doubt(store.Name);
            // What somebody else took away is known until a listing misses it, or an erasure finds it absent: which of them it was, the run only counts.
            if (report.Books.AlreadyAbsent > 0 && world.Knowledge.Of(store.Name, null)?.Any(r => !r.Present) == true)
                world.Knowledge.Doubt(store.Name);
        }
    }
}
