using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Guards;
using Retention.Domain.Outcomes;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Decide;
using RetentionWorker.Discover;
using RetentionWorker.Erase;
using RetentionWorker.Plan;
using RetentionWorker.Record;
using RetentionWorker.Register;
using RetentionWorker.Stores;
using RetentionWorker.Verify;

namespace RetentionWorker.Run;

/// <summary>
/// Knows the order of the stages: resolve, discover, decide, plan, approve, erase, verify, and the summary. Level-triggered: it asks what is due
/// now, whatever was missed before. One run at a time in a process; one process at a time by the erase lock, which whoever erases shows.
/// </summary>
internal sealed class RetentionRun(
    ICatalogue catalogue, IClock clock, IReadOnlyDictionary<StoreName, ConfiguredStore> stores, Erasing erasing, Verifying verifying, AuditLog log,
    Commitments commitments, IRunProgress progress, ProofOfLife? proof = null, KeyKeeping? keys = null, IKeptElsewhere? elsewhere = null, LogPruning? pruning = null) : IDisposable
{
    /// <summary>Whose the daemon's own acts are.</summary>
    public const string Schedule = "schedule";

    private const int PassesAtMost = 20;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly BeforeErasing before = new(catalogue, clock, stores, log, progress, new KeptByOthers(catalogue, elsewhere ?? NothingKeptElsewhere.Instance));
    private readonly Discovery discovery = new(catalogue, clock, stores.Keys.ToHashSet());
    private readonly GroupDeciding deciding = new(catalogue);
    private readonly PassErasing passErasing = new(
        new ErasingTools(catalogue, clock, erasing, verifying, log, commitments, progress, new Discovery(catalogue, clock, stores.Keys.ToHashSet()).CheckIdentityAsync), stores);
    private readonly Resolving resolving = new(catalogue, clock, stores, erasing, verifying, log, progress);

    public void Dispose() => turn.Dispose();

    /// <summary>Writes down that the stop switch was thrown or taken back by hand; cheap where it was not.</summary>
    public void NoteStopSwitch() => before.NoteStopSwitch();

    /// <summary>Lists every store (or the named one) and decides what changed. Erases nothing; any process may do it.</summary>
    public async Task<IReadOnlyList<DiscoveryResult>> DiscoverAsync(RetentionSchedule schedule, StoreName? only, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            var results = await DiscoverStoresAsync(schedule, only, ct);
            deciding.DecideAll(schedule, ct);
            progress.At(RunBoundary.Decided, null);
            return results;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Brings every decision up to the facts of now; erases nothing.</summary>
    public void Decide(RetentionSchedule schedule, CancellationToken ct) => deciding.DecideAll(schedule, ct);

    /// <summary>The whole run: find out what an ended process left in doubt, discover, then erase everything that is due.</summary>
    public async Task<RunReport> OnceAsync(IEraseLock held, RetentionSchedule schedule, CancellationToken stop)
    {
        await before.CheckAsync(passErasing.Watch, stop);
        // First of all, lest a discovery take what the ended process erased for vanished, and a store that it emptied for another one.
        await ResolveAsync(held, schedule, stop);
        await PlantAsync(held, schedule, stop);
        var discoveries = await DiscoverAsync(schedule, null, stop);
        var report = await EnforceAsync(held, schedule, Schedule, stop);
        return report with { Discoveries = discoveries };
    }

    /// <summary>
    /// Carries out what people approved, then erases what is due. Facts that change under it make it decide and plan again at once, within
    /// the limits of one run. <paramref name="advanced"/> hears how many of how many are through.
    /// </summary>
    public async Task<RunReport> EnforceAsync(
        IEraseLock held, RetentionSchedule schedule, string actor, CancellationToken stop, Action<long, long>? advanced = null)
    {
        ArgumentNullException.ThrowIfNull(held);
        RunReport? approved = null;
        foreach (var plan in ApprovedOf(schedule))
        {
            RunReport report;
            try
            {
                report = await CarryOutAsync(held, schedule, plan, actor, stop, advanced);
            }
            catch (RunRefusal refusal) when (refusal.Guard == KeptPlans.Guard)
            {
                // Somebody took the approval back a moment ago, which is their right and no fault of the run.
                continue;
            }
            approved = approved is null ? report : report.After(approved);
            if (approved.Withheld is { Guard: not KeptPlans.Guard } || stop.IsCancellationRequested)
                return approved;
        }
        var startedAt = clock.GetCurrentInstant();
        var now = await PassesAsync(schedule, (session, at) => PlannedPass.Make(session, schedule, PlanScope.Everything, at), actor, advanced, stop);
        if (now.Withheld is null)
        {
            await ProveAsync(schedule, startedAt, stop);
            keys?.Look(schedule, stop);
            pruning?.Look(schedule, stop);
        }
        return approved is null ? now : now.After(approved);
    }

    /// <summary>
    /// Carries out the kept plan of the digest: exactly its records, at the versions that were planned, as far as they are still to be erased.
    /// Throws <see cref="RunRefusal"/> with guard <c>plan</c> where there is none that can be carried out.
    /// </summary>
    public Task<RunReport> CarryOutAsync(
        IEraseLock held, RetentionSchedule schedule, string digest, string actor, CancellationToken stop, Action<long, long>? advanced = null)
    {
        ArgumentNullException.ThrowIfNull(held);
        return PassesAsync(schedule, (session, at) => PlannedPass.OfKept(session, KeptPlans.ToCarryOut(session, digest, schedule, at), at), actor, advanced, stop);
    }

    /// <summary>Plants the program's own records where they are wanted. Called before a listing, which then finds them like any other.</summary>
    public Task PlantAsync(IEraseLock held, RetentionSchedule schedule, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(held);
        return proof is { IsWanted: true } && !catalogue.StopSwitch.IsThrown() ? proof.PlantAsync(schedule, ct) : Task.CompletedTask;
    }

    /// <summary>Erases what is due of the program's own records, and looks whether each is where it must be.</summary>
    private async Task ProveAsync(RetentionSchedule schedule, Instant startedAt, CancellationToken stop)
    {
        if (proof is not { IsWanted: true } || stop.IsCancellationRequested)
            return;
        var pass = await PassesAsync(schedule, (session, at) => ProofOfLife.Plan(session, schedule, at), Schedule, null, stop);
        if (pass.Withheld is null && !stop.IsCancellationRequested)
            await proof.LookAsync(startedAt, discovery.CheckIdentityAsync, stop);
    }

    private List<string> ApprovedOf(RetentionSchedule schedule)
    {
        using var session = catalogue.Read();
        var now = clock.GetCurrentInstant();
        return [.. session.Plans.List(PlanStanding.Approved)
            .Where(p => p.Plan.ScheduleSha256 == schedule.Sha256 && p.Judgement?.Approval is { } a && a.From <= now && now < a.Until).Select(p => p.Plan.Digest)];
    }

    private async Task<RunReport> PassesAsync(
        RetentionSchedule schedule, Func<IReadSession, Instant, PlannedPass> plan, string actor, Action<long, long>? advanced, CancellationToken stop)
    {
        await turn.WaitAsync(stop);
        try
        {
            RunReport? report = null;
            var spent = new List<SpentLine>();
            var passes = 0;
            do
            {
                try
                {
                    var pass = await PassAsync(schedule, plan, actor, spent, advanced, stop);
                    report = report is null ? pass : pass.After(report);
                }
                catch (RunRefusal refusal) when (report is not null)
                {
                    // What went before is done and in the books; what was left is behind the guard.
                    return report with { Withheld = refusal };
                }
                passes++;
            }
            while (report.FactsChanged && !stop.IsCancellationRequested && passes < PassesAtMost && IsInForce(schedule));
            return report with { Withheld = await before.ClosedDuringAsync(report, passErasing.Watch, stop) };
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Finds out what became of intents that an ended process left open. Returns how many stay open.</summary>
    public Task<long> ResolveAsync(IEraseLock held, RetentionSchedule schedule, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(held);
        before.CheckLog(ct);
        return resolving.ResolveAsync(schedule, Schedule, discovery.CheckIdentityAsync, ct);
    }

    private bool IsInForce(RetentionSchedule schedule)
    {
        using var session = catalogue.Read();
        return session.Schedules.Current()?.Sha256 == schedule.Sha256;
    }

    private async Task<IReadOnlyList<DiscoveryResult>> DiscoverStoresAsync(RetentionSchedule schedule, StoreName? only, CancellationToken ct)
    {
        var results = new List<DiscoveryResult>();
        foreach (var store in stores.Values.Where(s => only is null || s.Name == only).OrderBy(s => s.Name.Value, StringComparer.Ordinal))
        {
            progress.At(RunBoundary.DiscoveryStarted, store.Name);
            results.Add(await discovery.DiscoverAsync(
                store, schedule.Zone,
                seen =>
                {
                    progress.At(RunBoundary.PageNoted, store.Name);
                    progress.Count(RunBoundary.PageNoted, seen, null);
                },
                (uow, finding) => log.Append(uow, [finding]), ct));
            passErasing.Note(results[^1]);
            progress.At(RunBoundary.Discovered, store.Name);
        }
        return results;
    }

    private async Task<RunReport> PassAsync(
        RetentionSchedule schedule, Func<IReadSession, Instant, PlannedPass> plan, string actor, List<SpentLine> spent, Action<long, long>? advanced,
        CancellationToken stop)
    {
        var startedAt = clock.GetCurrentInstant();
        await before.CheckAsync(passErasing.Watch, stop);
        HoldReleases.TakeEffect(catalogue, log, startedAt);
        CorrectionsDue.TakeEffect(catalogue, log, startedAt, ofSchedule: false, adopted => adopted.Sha256 == schedule.Sha256 ? schedule : ScheduleFile.Parse(adopted.Text).Schedule);
        var unresolved = await resolving.ResolveAsync(schedule, Schedule, discovery.CheckIdentityAsync, stop);
        deciding.DecideAll(schedule, stop);
        progress.At(RunBoundary.Decided, null);

        PlannedPass pass;
        PlanVerdict verdict;
        using (var session = catalogue.Read())
        {
            pass = plan(session, startedAt);
            verdict = Consent.Of(session, pass, schedule, spent, startedAt);
        }
        progress.At(RunBoundary.Planned, null);
        if (verdict is PlanVerdict.Waits waits)
            return PassClosing.Wait(catalogue, clock, log, pass, waits, schedule, actor, startedAt, unresolved);
        var approved = ((PlanVerdict.Approved)verdict).Plan;

        var tally = new RunTally();
        var left = await passErasing.EraseAsync(pass, approved, schedule, actor, tally, advanced, stop);
        spent.AddRange(tally.Spent);
        progress.At(RunBoundary.BeforeSummary, null);
        var report = PassClosing.Summarise(catalogue, clock, log, pass, schedule, actor, approved.ApprovedBy, startedAt, tally, left, unresolved, stop.IsCancellationRequested);
        progress.At(RunBoundary.SummaryDurable, null);
        return report;
    }
}
