using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Audit;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Plan;
using RetentionWorker.Record;

namespace RetentionWorker.Run;

/// <summary>What a pass left alone: stores, or the rest of everything because another schedule was adopted.</summary>
internal sealed record LeftAlone(IReadOnlyList<StoreName> Suspect, IReadOnlyList<StoreName> Unavailable, bool Superseded)
{
    /// <summary>Why nothing more was begun anywhere, or null.</summary>
    public KeptReason? Halted { get; init; }
}

/// <summary>Closes the books of a pass: every due record is accounted for, or the summary says how many are not.</summary>
internal static class PassClosing
{
    /// <summary>Why an approved plan is not through yet: it is gone on with while its approval counts.</summary>
    private static readonly HashSet<string> TriedAgain = ["store-suspect", "store-unavailable", "stopping", "stop-switch", "facts-changed", "in-doubt"];

    /// <summary>How long a plan that the daemon made waits after it was last what is due: made anew at each look, it goes on.</summary>
    private static readonly Duration WaitsFor = Duration.FromDays(7);

    public static RunReport Summarise(
        ICatalogue catalogue, IClock clock, AuditLog log, PlannedPass pass, RetentionSchedule schedule, string actor, string approvedBy, Instant startedAt, RunTally tally,
        LeftAlone alone, long unresolved, bool stopped)
    {
        using var uow = catalogue.Begin();
        var ofCanaries = pass.Plan.Scope == CanaryRules.Scope;
        var notedSince = NotedSince(uow, pass);
        foreach (var share in pass.OfStores)
        {
            var store = new StoreName(share.Subject);
            var left = share.Taken - tally.Of(store);
            var why = alone.Suspect.Contains(store) ? "store-suspect"
                : alone.Unavailable.Contains(store) ? "store-unavailable"
                : alone.Halted is { } halted ? AuditWord.Of(halted)
                : stopped ? "stopping"
                : alone.Superseded ? "facts-changed"
                : pass.InDoubt.Count > 0 ? "in-doubt"
                : notedSince ? "changed"
                : null;
            if (left > 0 && why is not null)
                tally.Add(store, null, why, left);
        }
        var books = Books(pass, tally.Of(RunTally.Erased), tally.Of(RunTally.AlreadyAbsent), tally.NotErased());
        var now = clock.GetCurrentInstant();
        log.Append(uow, [new AuditEntry.RunSummary(now, actor, startedAt, schedule.Sha256, pass.Plan.Records == 0 ? null : pass.Plan.Digest, books) { OfCanaries = ofCanaries }]);
        // Where somebody said no while it was carried out, to all of it or to another plan with what is left of it, the no stands.
        var standing = uow.Plans.Find(pass.Plan.Digest)?.Standing;
        var isTakenBack = standing == PlanStanding.Rejected || (approvedBy != RetentionRun.Schedule && standing != PlanStanding.Approved && books.NotErased.Count > 0);
        if (!ofCanaries && !isTakenBack && ((pass.Made is not null && approvedBy == RetentionRun.Schedule) || !books.NotErased.Keys.Any(TriedAgain.Contains)))
        {
            if (approvedBy != RetentionRun.Schedule)
                uow.Rejections.Lift(pass.Plan.Digest);
            uow.Plans.Put(pass.Plan, actor, PlanStanding.Done);
        }
        if (!stopped && !alone.Superseded)
            Reckon(uow, pass, books, actor, startedAt, now);
        End(catalogue, uow, schedule, actor, now);
        if (!books.Balance)
            throw new InvalidOperationException($"The books of the run do not balance: {books.Unaccounted} records are unaccounted for.");
        return new RunReport(stopped ? RunEnd.Stopped : RunEnd.Done, pass.Plan, books, pass.Total.Overdue, [], [], alone.Suspect, alone.Unavailable, unresolved) { Late = pass.Total.Late };
    }

    public static RunReport Wait(
        ICatalogue catalogue, IClock clock, AuditLog log, PlannedPass pass, PlanVerdict.Waits waits, RetentionSchedule schedule, string actor, Instant startedAt, long unresolved)
    {
        using var uow = catalogue.Begin();
        var now = clock.GetCurrentInstant();
        var books = Books(pass, 0, 0, new Dictionary<string, long> { ["waits"] = pass.Total.Due });
        var before = uow.Plans.Find(pass.Plan.Digest) is { } known && !known.IsExpired(now) ? known : null;
        // A plan that goes on waiting is said once, not at every tick; and what a person said of it stands.
        if (before is not { Standing: PlanStanding.Waits or PlanStanding.Rejected } && !IsApprovedForLater(before, now))
            log.Append(uow, [new AuditEntry.PlanWaits(now, actor, pass.Plan.Digest, schedule.Sha256, pass.Plan.Records, waits.Exceeded)]);
        log.Append(uow, [new AuditEntry.RunSummary(now, actor, startedAt, schedule.Sha256, pass.Plan.Digest, books)]);
        if (pass.Made is { } made && before is not { Standing: PlanStanding.Rejected } && !IsApprovedForLater(before, now))
        {
            var expires = actor == RetentionRun.Schedule ? now + WaitsFor : now + KeptPlan.OnDemandLifetime;
            uow.Plans.Keep(made.Plan, actor, PlanStanding.Waits, [.. made.Groups.Select(g => g.Id)], made.HeldRecords, waits.Exceeded, expires, made.DeadlineAt);
        }
        else if (before is { Standing: PlanStanding.Saved })
        {
            uow.Plans.Wait(pass.Plan.Digest, waits.Exceeded);
        }
        Reckon(uow, pass, books, actor, startedAt, now);
        End(catalogue, uow, schedule, actor, now);
        return new RunReport(RunEnd.Waits, pass.Plan, books, pass.Total.Overdue, [], waits.Exceeded, [], [], unresolved) { Late = pass.Total.Late };
    }

    /// <summary>Whatever a run came to: notes that an unattended one came to its end, for its absence is told by that, and forgets what need not be known any more.</summary>
    private static void End(ICatalogue catalogue, IUnitOfWork uow, RetentionSchedule schedule, string actor, Instant now)
    {
        if (actor == RetentionRun.Schedule)
            uow.Runs.Ended(now);
        uow.Plans.DropRecords(now);
        uow.Spent.DropBefore(Consent.WindowFrom(now));
        // Residue dates are days of whoever gave them: a name is forgotten when its day is over here and in UTC.
        var forgotten = uow.Records.ForgetGone(LocalDate.Min(now.InZone(schedule.Zone).Date, now.InUtc().Date));
        uow.Commit();
        uow.Dispose();
        if (forgotten > 0)
            catalogue.TidyUp();
    }

    /// <summary>
    /// Notes what was due when an unattended run began, is still there, and was given no reason for. Only one that looked after everything can tell: what somebody asked
    /// for by hand says nothing of it, and neither does a run in which more was noted or a hold changed.
    /// </summary>
    private static void Reckon(IUnitOfWork uow, PlannedPass pass, RunBooks books, string actor, Instant startedAt, Instant now)
    {
        if (actor == RetentionRun.Schedule && pass.Made is not null && pass.Plan.Scope != CanaryRules.Scope && !NotedSince(uow, pass) && uow.Holds.Epoch == pass.Plan.HoldEpoch)
            uow.Runs.Leave(Math.Max(0, new Census(uow).StillThere(startedAt) - books.NotErased.Values.Sum()), now);
    }

    private static bool NotedSince(IReadSession session, PlannedPass pass) => session.Records.Noted != pass.Plan.NotedUpTo;

    private static bool IsApprovedForLater(KeptPlan? kept, Instant now) =>
        kept is { Standing: PlanStanding.Approved, Judgement.Approval: { } approval } && now < approval.Until;

    private static RunBooks Books(PlannedPass pass, long erased, long absent, IReadOnlyDictionary<string, long> notErased) =>
        new(pass.Total.Present, pass.Total.Kept, pass.Total.Held, pass.Total.Unclassified, pass.Total.Due, erased, absent, notErased);
}
