using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;

namespace RetentionWorker.Approve;

/// <summary>What came of approving or rejecting a plan.</summary>
internal abstract record Judged
{
    /// <summary>It is on the log. An approval counts from and until these instants; a rejection has none.</summary>
    internal sealed record Done(string Digest, long Records, Approval? Approval, string? Code, Instant? MustBeResolvedBy) : Judged
    {
        /// <summary>Of a rejected plan's records, how many were gone when it was rejected: erased before, or vanished.</summary>
        public long Gone { get; init; }

        /// <summary>How many were being erased just then: each may be gone. No other goes.</summary>
        public long InFlight { get; init; }

        /// <summary>Of an approved plan: who had said no to some of its records before, and is gone over now.</summary>
        public IReadOnlyList<SaidNo> RejectedBefore { get; init; } = [];
    }

    /// <summary>A correction is in effect (or will be, from <paramref name="From"/>), or with a <paramref name="Code"/> was rejected.</summary>
    internal sealed record Corrected(string Digest, string What, ProjectId? Project, long Records, Instant? From, string? Code, Instant? MustBeResolvedBy) : Judged
    {
        /// <summary>Records that it came too late for: they are gone, and a possible breach.</summary>
        public long ErasedTooEarly { get; init; }
    }

    /// <summary>No such plan was kept.</summary>
    internal sealed record Unknown(string Why) : Judged;

    /// <summary>The plan is not one that waits.</summary>
    internal sealed record Refused(string Why) : Judged;

    /// <summary>Who asks for a plan cannot approve it.</summary>
    internal sealed record NotPermitted(string Why) : Judged;
}

/// <summary>
/// Takes a person's consent to one waiting plan or correction, or their no. Who asked for a plan never approves it, whatever else they may do; of many who
/// judge at once one takes effect, and the others hear of it.
/// </summary>
internal sealed class Approving(ICatalogue catalogue, AuditLog log, IClock clock, ReadSchedule read)
{
    private readonly CorrectionApproving corrections = new(catalogue, log, clock, read);

    /// <summary>
    /// <paramref name="asSingleOperator"/>: the only person at this site approves what they asked for; it counts a day later, and until then it
    /// can be rejected.
    /// </summary>
    public Judged Approve(string digest, string actor, bool asSingleOperator) => corrections.Approve(digest, actor, asSingleOperator) ?? Judge(digest, actor, (work, plan, now) =>
    {
        if (plan.Standing == PlanStanding.Approved)
            return (Refuse(plan, $"was approved already, at {Iso(plan.Judgement!.At)}"), null);
        if (work.Schedules.Current()?.Sha256 != plan.Plan.ScheduleSha256)
            return (Refuse(plan, "was made under another schedule than the one in force: look at what waits now (retention plan list)"), null);
        if (plan.IsExpired(now))
            return (Refuse(plan, "has expired: make it anew and look at it again (retention plan --save)"), null);
        var asked = plan.AskedBy.Contains(actor);
        // What somebody asked for comes back under another digest at the daemon's next look: it is the records that they asked for.
        var elsewhere = asked ? null : work.Plans.AskedElsewhere(digest, actor, now);
        asked |= elsewhere is not null;
        if (asked && !asSingleOperator)
            return (new Judged.NotPermitted($"{WhoAsked(digest, elsewhere)}: another person does. A site that has only one person: retention approve {digest} --as-single-operator (it counts 24 hours later)"), null);
        if (asked && work.Rejections.IsCoveredByAnother(digest, actor))
            return (new Judged.NotPermitted($"another person rejected records of plan {digest}: so there are two of you, and who asked for it cannot approve it"), null);
        var approval = asked ? Approval.AsSingleOperator(digest, actor, now) : Approval.Now(digest, actor, now);
        return (null, (new PlanJudgement(actor, now, approval, null), new AuditEntry.PlanApproved(now, actor, digest, approval.From, approval.Until, asked)));
    });

    /// <summary>
    /// What it would have erased stays, in whatever plan it comes back, until somebody approves one; its deadline goes on counting. An approval can be
    /// taken back like this until it is carried out.
    /// </summary>
    public Judged Reject(string digest, string actor, RejectReason because) => corrections.Reject(digest, actor, because) ?? Judge(digest, actor, (_, plan, now) => plan.IsOver(now)
        ? (Refuse(plan, "has expired, and nothing is carried out by it any more: look at what waits now (retention plan list)"), null)
        : (null, (new PlanJudgement(actor, now, null, AuditWord.Of(because)), new AuditEntry.PlanRejected(now, actor, digest, because))));

    private Judged Judge(string digest, string actor, Func<IUnitOfWork, KeptPlan, Instant, (Judged? No, (PlanJudgement Judgement, AuditEntry Entry)? Yes)> consider)
    {
        using var work = catalogue.Begin();
        var now = clock.LogNow();
        if (work.Plans.Find(digest) is not { } plan)
            return new Judged.Unknown($"no plan {digest} was kept, and no such correction asked for (see: retention plan list, retention correction list)");
        switch (plan.Standing)
        {
            case PlanStanding.Saved:
                return Refuse(plan, $"does not wait for an approval: retention purge --plan {digest} carries it out, as far as the limits allow");
            case PlanStanding.Rejected:
                return Refuse(plan, $"was rejected ({plan.Judgement?.Code}), and stays so");
            case PlanStanding.Done:
                return Refuse(plan, "was carried out before");
        }
        var (no, yes) = consider(work, plan, now);
        if (yes is not var (judgement, entry))
            return no!;
        IReadOnlyList<SaidNo> before = judgement.Approval is null ? [] : work.Rejections.Against(digest);
        work.Plans.Judge(digest, judgement);
        log.Append(work, [entry]);
        var done = new Judged.Done(digest, plan.Plan.Records, judgement.Approval, judgement.Code, plan.DeadlineAt) { RejectedBefore = before };
        if (judgement.Approval is null)
        {
            Recall(work, work.Rejections.Cover(digest), actor, now);
            done = done with { Gone = plan.Plan.Records - work.Plans.Shares(digest).Sum(s => s.Present), InFlight = work.Plans.CountInFlight(digest) };
        }
        work.Commit();
        return done;
    }

    /// <summary>Plans that were approved and contain what is rejected now: they wait again, and the log says so.</summary>
    private void Recall(IUnitOfWork work, IReadOnlyList<string> digests, string actor, Instant now)
    {
        foreach (var plan in digests.Select(d => work.Plans.Find(d)!).Where(p => !p.IsExpired(now)))
            log.Append(work, [new AuditEntry.PlanWaits(now, actor, plan.Plan.Digest, plan.Plan.ScheduleSha256, plan.Plan.Records, plan.Exceeded)]);
    }

    private static string WhoAsked(string digest, string? elsewhere) => elsewhere is null
        ? $"who asked for plan {digest} cannot approve it"
        : $"who asked for plan {elsewhere}, which erases some of the same records, cannot approve plan {digest} meanwhile";

    private static Judged.Refused Refuse(KeptPlan plan, string why) => new($"plan {plan.Plan.Digest} {why}");

    private static string Iso(Instant at) => NodaTime.Text.InstantPattern.General.Format(at);
}
