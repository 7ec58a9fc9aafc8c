using RetentionWorker.Register;
using RetentionWorker.Run;
using RetentionWorker.Simulation.Check;
using RetentionWorker.Simulation.Events;
using RetentionWorker.Simulation.Machine;
using Retention.Domain.Facts;
using RetentionWorker.Record;

namespace RetentionWorker.Simulation;

/// <summary>Two years of fifty projects, drawn from one seed.</summary>
internal sealed class OneSeed(SimWorld world)
{
    private const int Days = 730;
    private readonly Studies studies = new(world);

    /// <summary>Plays the seed to its end and returns the digest of the whole log; throws <see cref="PromiseBroken"/>.</summary>
    public string Play()
    {
        foreach (var store in world.Stores)
            world.Life.Room<StoreDesk>().AdoptAsync(store.Fake.Store, store.Identity, CancellationToken.None).GetAwaiter().GetResult();
        world.Life.Adopt(world.Written);
        for (var day = 0; day < Days; day++)
            Day(day);
        return TheLastWord();
    }

    private void Day(int day)
    {
        world.Clock.GoTo(world.Calendar.StartOf(world.FirstDay.AddDays(day)) + world.Random.Below(4 * 3600));
        studies.On(day);
        while (world.Random.Percent(28))
            Draw();
        foreach (var store in world.Stores)
            store.Recover(wholly: false);
        if (world.Clock.Now < world.DownUntil)
            return;
        if (IsWorthARun(day))
            RunToTheEnd(lists: world.Random.Percent(world.StoresMoved ? 45 : 10));
        OnTheDot(world.Calendar.StartOf(world.FirstDay.AddDays(day + 1)) + 3600);
    }

    /// <summary>Now and then it runs in the very second in which something becomes due, and in the one before.</summary>
    private void OnTheDot(long until)
    {
        var now = world.Clock.Now;
        var next = world.Model.Present.Select(r => world.Model.DatesOf(r).DueAt).Where(due => due > now && due <= until).Min();
        if (next is not { } due || !world.Random.Percent(40))
            return;
        if (world.Random.Percent(50))
        {
            world.Clock.GoTo(due - 1);
            world.Counts.Add("runs a second early");
            RunToTheEnd(lists: false);
        }
        world.Clock.GoTo(due);
        world.Counts.Add("runs on the dot");
        RunToTheEnd(lists: false);
    }

    /// <summary>A daily run that finds nothing, or what the last one was hindered from erasing, is left out nearly always: it tells next to nothing, and two years must not take long.</summary>
    private bool IsWorthARun(int day)
    {
        if (day % 30 == 0 || world.KillNextAfter is not null)
            return true;
        return AnythingDue() ? !world.Hindered || world.Random.Percent(15) : world.Stirred && world.Random.Percent(4);
    }

    private bool AnythingDue() => world.Model.Present.Any(r => world.Model.IsDue(r, world.Clock.Now));

    private void Draw()
    {
        var family = SimEvent.Draw(world.Random, inMidRun: false);
        world.Clock.Advance(world.Random.Between(1, 1800));
        if (!family.CanHappen(world) || family.Happen(world) is not { } what)
            return;
        world.Stirred = true;
        world.Counts.Add("event: " + family.Name);
        world.Counts.Add("events");
        world.Trace.Note(what);
    }

    /// <summary>A run; where it is killed, another one after it.</summary>
    private void RunToTheEnd(bool lists)
    {
        while (!Run(lists))
        {
            world.Clock.Advance(world.Random.Between(1, 7200));
            lists = true;
            if (world.Random.Percent(20))
                world.KillNextAfter = 1 + world.Random.Below(60);
        }
    }

    private bool Run(bool lists)
    {
        world.Clock.Advance(1);
        var life = world.Life;
        var schedule = life.Adopt(world.Written);
        world.Model.Adopt(world.Written, world.Clock.Now);
        var due = world.Model.Present.Where(r => world.Model.IsDue(r, world.Clock.Now)).ToList();
        var watch = world.Watch = new RunWatch(world.Clock.Now, lists, world.Model.Schedule, due) { Meanwhile = world.MeanwhileNext, StoppedBefore = world.Model.Stopped };
        life.Death.Arm(world.KillNextAfter ?? 0);
        (world.KillNextAfter, world.MeanwhileNext) = (null, null);
        world.Counts.Add("runs");
        try
        {
            var report = world.Scheduler.Run(
                () => lists
                    ? life.Run.OnceAsync(life.Held, schedule, CancellationToken.None)
                    : life.Run.EnforceAsync(life.Held, schedule, RetentionRun.Schedule, CancellationToken.None),
                life.Death);
            world.Trace.Note($"run{(lists ? " with listing" : "")}: {report.Books.Due} due, {watch.Removed.Count} removed, {string.Join(' ', report.Books.NotErased.Select(n => $"{n.Key}={n.Value}"))}{(report.End == RunEnd.Waits ? " waits" : "")}");
            RunCheck.Completed(world, watch, report);
            world.Stirred = false;
            world.StoresMoved &= !lists;
            world.Hindered = AnythingDue();
            return true;
        }
        catch (KilledException killed)
        {
            world.Counts.Add("runs killed");
            world.Trace.Note($"killed at {killed.Where}, {watch.Removed.Count} removed");
            world.Knowledge.DoubtAll();
            world.EndLife();
            return false;
        }
        catch (RunRefusal refusal)
        {
            world.Trace.Note($"refused: {refusal.Guard}, {refusal.Code}");
            RunCheck.Refused(world, watch, refusal);
            world.Hindered = true;
            return true;
        }
        finally
        {
            world.Watch = null;
            world.MeanwhileNext ??= watch.Meanwhile;
            if (world.Lives)
                world.Life.Death.Arm(0);
        }
    }

    /// <summary>All faults gone, no limit, eight quiet days: what is due goes, all of it, and the log is whole.</summary>
    private string TheLastWord()
    {
        world.Clock.GoTo(world.DownUntil);
        foreach (var store in world.Stores)
            store.Recover(wholly: true);
        world.Write(world.Written with { LimitRecords = null, PercentOfStore = null, PercentOfProject = null });
        world.Life.Adopt(world.Written);
        world.Model.Adopt(world.Written, world.Clock.Now);
        if (world.Model.Stopped)
            StopTakenBack.Start(world);
        foreach (var project in Corrections.Waiting(world))
            Corrections.Reject(world, project);
        (world.KillNextAfter, world.MeanwhileNext) = (null, null);
        Run(lists: true);
        foreach (var store in world.Knowledge.Shrunk.ToList())
            StoreTakenAsItIs.Confirm(world, store);
        // Longer than any setback, any settling, and any distrust of a schedule that is new.
        world.Clock.Advance(8 * 86400);
        world.EndLife();
        world.Trace.Note("the last run");
        Run(lists: true);
        foreach (var record in world.Model.Present)
            PromiseBroken.Unless(!world.Model.IsDue(record, world.Clock.Now - 60), PromiseBroken.MustGo, () => $"{record} is due and survives the last run");
        LogAgainstWorld.CheckAll(world);
        var digest = world.Log.Close();
        var verdict = new AuditVerify(world.Life.Room<Catalogue.ICatalogue>(), NoteVerifier.Instance).Check(null, CancellationToken.None);
        PromiseBroken.Unless(verdict.Verified && verdict.OpenIntents == 0, PromiseBroken.Log, () => $"it does not verify: {verdict.Problem}");
        foreach (var (kind, count) in world.Log.Kinds)
            world.Counts.Add("entry: " + kind, count);
        return digest;
    }
}
