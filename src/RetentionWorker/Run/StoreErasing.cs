using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Audit;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Decide;
using RetentionWorker.Erase;
using RetentionWorker.Record;
using RetentionWorker.Register;
using RetentionWorker.Stores;
using RetentionWorker.Verify;

namespace RetentionWorker.Run;

/// <summary>What a worker of one store works with.</summary>
internal sealed record ErasingTools(
    ICatalogue Catalogue, IClock Clock, Erasing Erasing, Verifying Verifying, AuditLog Log, Commitments Commitments, IRunProgress Progress,
    Func<ConfiguredStore, CancellationToken, Task> CheckIdentity)
{
    public WallWatch Watch { get; } = new(Clock);
}

/// <summary>
/// Carries out an approved plan in one store, batch by batch: decide again and state the intents in one transaction, erase, verify, and
/// write the outcomes together with the next batch's intents. A batch that has begun always gets its outcomes, also when asked to stop.
/// </summary>
internal sealed class StoreErasing(
    ErasingTools tools, ConfiguredStore store, ApprovedPlan approved, RetentionSchedule schedule, string actor, BatchSource source, RunTally tally,
    Action<long, long>? advanced)
{
    private const int RecordsAtOnce = 256;
    private readonly Intending intending = new(tools, store, approved, schedule, actor, tally);
    private static readonly TimeSpan InFlightAfterStop = TimeSpan.FromMilliseconds(500);

    private sealed record Attempted(Stated Stated, ErasureOutcome Done, VerificationOutcome? Seen);

    public StoreName Store => store.Name;

    /// <summary>Why the store was given up in mid-run, or null.</summary>
    public StoreFaultKind? GivenUp { get; private set; }

    /// <summary>Another schedule was adopted in mid-run, or the plan's approval was taken back: nothing more is erased under this one.</summary>
    public bool Superseded { get; private set; }

    /// <summary>Why nothing more is begun in any store, or null.</summary>
    public KeptReason? Halted { get; private set; }

    /// <summary>On the scheduler of whoever runs it: the thread pool, but for one who wants to know the order of every step.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, store.Parallelism).Select(
        _ => Task.Factory.StartNew(() => WorkAsync(stop), CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current).Unwrap()));

    private async Task WorkAsync(CancellationToken stop)
    {
        IReadOnlyList<Attempted> attempted = [];
        long epoch = 0;
        while (true)
        {
            List<Stated> stated;
            IReadOnlyList<AuditReceipt> receipts;
            int taken;
            using (var uow = tools.Catalogue.Begin())
            {
                WriteOutcomes(uow, attempted, factsChanged: tools.Catalogue.FactsEpoch() != epoch);
                Superseded = Superseded || uow.Schedules.Current()?.Sha256 != schedule.Sha256 || IsTakenBack(uow) || IsClosed(uow, null);
                if (IsClosed(uow, store.Name))
                    GivenUp ??= StoreFaultKind.Suspect;
                if (tools.Catalogue.StopSwitch.WasThrown())
                    Halted = KeptReason.StopSwitch;
                else if (tools.Watch.HasJumped())
                    Halted = KeptReason.ClockDoubtful;
                var batch = stop.IsCancellationRequested || GivenUp is not null || Superseded || Halted is not null ? [] : source.Take(uow, RecordsAtOnce);
                taken = batch.Count;
                stated = intending.State(uow, batch);
                var pending = tools.Log.Append(uow, stated.ConvertAll(AuditEntry (s) => s.Intent));
                uow.Intents.Open([.. stated.Zip(pending.Seqs, (s, seq) => new OpenIntent(seq, s.Record.RecordId, approved.Plan.Digest, s.Intent.At))]);
                tools.Progress.At(RunBoundary.IntentsAppended, store.Name);
                // No other process can record a fact while this transaction holds the pen: the epoch is the one that was decided under.
                epoch = tools.Catalogue.FactsEpoch();
                uow.Commit();
                receipts = pending.AfterCommit();
            }
            if (attempted.Count > 0)
            {
                tools.Progress.At(RunBoundary.OutcomesDurable, store.Name);
                tools.Progress.Count(RunBoundary.OutcomesDurable, tally.Gone, approved.Plan.Records);
                advanced?.Invoke(tally.Gone, approved.Plan.Records);
            }
            if (taken == 0)
                return;
            tools.Progress.At(RunBoundary.IntentsDurable, store.Name);
            attempted = await AttemptAsync(stated, receipts, epoch, stop);
        }
    }

    /// <summary>A guard that another process closed since the pass began: of this store, or of everything. The stop switch is asked by itself.</summary>
    private static bool IsClosed(IReadSession session, StoreName? of) => session.Guards.Closed().Any(g => g.Store == of && g.Guard != StopDesk.Guard);

    /// <summary>Whoever approved may think better of it until the last record is gone; what the schedule approved nobody can take back.</summary>
    private bool IsTakenBack(IReadSession session) =>
        approved.ApprovedBy != RetentionRun.Schedule && (session.Plans.Find(approved.Plan.Digest) is not { Standing: PlanStanding.Approved, Judgement.Approval: { } approval }
            || approval.Until <= tools.Clock.GetCurrentInstant());

    private async Task<IReadOnlyList<Attempted>> AttemptAsync(List<Stated> stated, IReadOnlyList<AuditReceipt> receipts, long epoch, CancellationToken stop)
    {
        var orders = stated.Select((s, i) => approved.Order(s.Record, receipts[i])).ToList();
        var gate = new ErasureGate(tools.Catalogue, epoch, stop);
        // The gate stops what has not begun; what is in flight gets a moment to end before it is abandoned and left to the next start.
        using var patience = new CancellationTokenSource();
        using var impatience = stop.Register(() => patience.CancelAfter(InFlightAfterStop));
        IReadOnlyList<ErasureOutcome> done;
        IReadOnlyList<VerificationOutcome> seen;
        List<int> touched;
        try
        {
            tools.Progress.At(RunBoundary.BeforeErase, store.Name);
            done = await tools.Erasing.EraseAsync(store.Name, orders, gate, patience.Token);
            tools.Progress.At(RunBoundary.Erased, store.Name);
            touched = [.. Enumerable.Range(0, done.Count).Where(i => done[i] is not ErasureOutcome.Kept)];
            tools.Progress.At(RunBoundary.BeforeVerify, store.Name);
            seen = await tools.Verifying.VerifyAsync(store.Name, touched.ConvertAll(i => orders[i].Record.Address.Name), patience.Token);
            seen = await AsOfTheAdoptedStoreAsync(seen, patience.Token);
            tools.Progress.At(RunBoundary.Verified, store.Name);
        }
        catch (OperationCanceledException)
        {
            tally.Add(store.Name, null, "in-doubt", stated.Count);
            return [];
        }

        var sightings = touched.Zip(seen).ToDictionary(p => p.First, p => p.Second);
        if (done.Any(d => d is ErasureOutcome.Kept { Reason: KeptReason.StoreSuspect }))
            GivenUp = StoreFaultKind.Suspect;
        else if (GivenUp is null && done.Count > 0 && done.All(d => d is ErasureOutcome.Failed) && seen.All(s => s is VerificationOutcome.Unknown))
            GivenUp = StoreFaultKind.Unavailable;
        return [.. LeaveInDoubt(done.Select((d, i) => new Attempted(stated[i], d, sightings.GetValueOrDefault(i))), seen)];
    }

    /// <summary>
    /// Where the store cannot be asked any more, what it was told to erase has no outcome yet: neither erased, for nobody saw it gone, nor
    /// failed, for it may be. Its intents stay open, and whoever runs next finds out.
    /// </summary>
    private IEnumerable<Attempted> LeaveInDoubt(IEnumerable<Attempted> attempted, IReadOnlyList<VerificationOutcome> seen)
    {
        var silent = seen.Count > 0 && seen.All(s => s is VerificationOutcome.Unknown);
        foreach (var attempt in attempted)
        {
            if (silent && MayBeGone(attempt.Done))
            {
                GivenUp ??= StoreFaultKind.Unavailable;
                tally.Add(store.Name, attempt.Stated.Intent.Project, "in-doubt");
            }
            else
            {
                yield return attempt;
            }
        }
    }

    private static bool MayBeGone(ErasureOutcome done) => done is ErasureOutcome.Erased or ErasureOutcome.Failed { Untouched: false };

    /// <summary>What was seen counts only if the place is still the adopted store afterwards: another store's emptiness proves nothing.</summary>
    private async Task<IReadOnlyList<VerificationOutcome>> AsOfTheAdoptedStoreAsync(IReadOnlyList<VerificationOutcome> seen, CancellationToken ct)
    {
        try
        {
            if (seen.Count > 0)
                await tools.CheckIdentity(store, ct);
            return seen;
        }
        catch (StoreFault fault)
        {
            if (fault.Kind == StoreFaultKind.Suspect)
                GivenUp = StoreFaultKind.Suspect;
            return [.. seen.Select(_ => new VerificationOutcome.Unknown(fault.Code))];
        }
    }

    /// <summary>What a person approved is no part of what the limits bound: that which happens unattended.</summary>
    private void Spend(IUnitOfWork uow, Instant now, IEnumerable<Stated> gone)
    {
        if (approved.ApprovedBy != RetentionRun.Schedule || approved.Plan.Scope == CanaryRules.Scope)
            return;
        var lines = gone.GroupBy(s => s.Record.GroupId)
            .Select(g => new SpentLine(now, store.Name, g.First().Intent.Project, g.First().Participation, g.Count(), g.Sum(s => s.Record.Size))).ToList();
        uow.Spent.Add(lines);
        tally.Spend(lines);
    }

    private void WriteOutcomes(IUnitOfWork uow, IReadOnlyList<Attempted> attempted, bool factsChanged)
    {
        if (attempted.Count == 0)
            return;
        var now = tools.Clock.GetCurrentInstant();
        var today = now.InZone(schedule.Zone).Date;
        var declared = OutcomeOf.Declared(store.Declared, today);
        var outcomes = attempted.Select(a => OutcomeOf.Attempt(now, actor, a.Stated.Intent.Record, a.Done, a.Seen, declared)).ToList();
        tools.Log.Append(uow, outcomes);
        uow.Inventories.Erased(store.Name, approved.Plan.Scope == CanaryRules.Scope ? 0 : OutcomeOf.Gone(outcomes));
        foreach (var (attempt, outcome) in attempted.Zip(outcomes))
        {
            var (record, _, _, deadline, before) = attempt.Stated;
            OutcomeOf.Settle(uow, record.RecordId, outcome, today);
            if (OutcomeOf.SetbackOf(outcome, before, deadline) is { } setback)
                uow.Records.SetBack(record.RecordId, setback);
            if (attempt.Done is ErasureOutcome.Refused { Hold: { } hold })
                uow.StoreHolds.NoteRefusal(record.RecordId, hold);
            tally.Add(store.Name, attempt.Stated.Intent.Project, RunTally.WordOf(outcome));
        }
        if (factsChanged)
            TooLate.Note(uow, tools.Log, actor, new SecondLook(uow, schedule, now), attempted.Zip(outcomes).Where(a => a.Second is AuditEntry.Erased).Select(a => (a.First.Stated.Record.Address, a.First.Stated.Record.GroupId)), now);
        Spend(uow, now, attempted.Zip(outcomes).Where(a => RunTally.IsGone(RunTally.WordOf(a.Second))).Select(a => a.First.Stated));
        tools.Progress.At(RunBoundary.OutcomesAppended, store.Name);
    }
}
