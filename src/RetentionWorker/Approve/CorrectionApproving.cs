using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Audit;
using Retention.Domain.Corrections;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;

namespace RetentionWorker.Approve;

/// <summary>
/// Takes a second person's consent to a correction, which puts it into effect in the same unit of work, or their no. Null where there is no correction
/// of the digest.
/// </summary>
internal sealed class CorrectionApproving(ICatalogue catalogue, AuditLog log, IClock clock, ReadSchedule read)
{
    /// <summary>As for plans: <paramref name="asSingleOperator"/> counts a day later, and can be taken back until then.</summary>
    public Judged? Approve(string digest, string actor, bool asSingleOperator)
    {
        using var work = catalogue.Begin();
        if (work.Corrections.Find(digest) is not { } entry)
            return null;
        var now = Now;
        if (Closed(entry) is { } closed)
            return closed;
        if (entry.Standing == CorrectionStanding.Approved && entry.AskedBy == actor)
            return Refuse(entry, $"was approved already, and takes effect at {Iso(entry.CountsFrom!.Value)}");
        if (entry.IsExpired(now))
            return Refuse(entry, $"has waited for longer than {CorrectionEntry.Lifetime.Days} days: reject it, ask anew and look at what it moves by now");
        if (entry.AskedBy != actor)
        {
            return CorrectionEffect.Apply(work, entry, actor, now, read) is { } written
                ? Commit(work, [new AuditEntry.CorrectionApproved(now, actor, digest, now, AsSingleOperator: false), .. written], Told(entry, now, null) with { ErasedTooEarly = written.OfType<AuditEntry.BreachNoted>().Sum(b => b.Records) })
                : Refuse(entry, "does not fit any more: what it corrects has changed since it was asked for; reject it, and ask anew");
        }
        if (!asSingleOperator)
        {
            return new Judged.NotPermitted(
                $"who asked for correction {digest} cannot approve it: another person does. A site that has only one person: retention approve {digest} --as-single-operator (it counts 24 hours later)");
        }
        var from = now + Approval.SingleOperatorWait;
        work.Corrections.Judge(entry.Number, CorrectionStanding.Approved, actor, now, from, null);
        return Commit(work, [new AuditEntry.CorrectionApproved(now, actor, digest, from, AsSingleOperator: true)], Told(entry, from, null));
    }

    /// <summary>Anybody may say no, whoever asked for it too; what was on probation has its original days again.</summary>
    public Judged? Reject(string digest, string actor, RejectReason because)
    {
        using var work = catalogue.Begin();
        if (work.Corrections.Find(digest) is not { } entry)
            return null;
        if (Closed(entry) is { } closed)
            return closed;
        var (now, code) = (Now, AuditWord.Of(because));
        work.Corrections.Judge(entry.Number, CorrectionStanding.Rejected, actor, now, null, code);
        return Commit(work, [new AuditEntry.CorrectionRejected(now, actor, digest, because)], Told(entry, null, code));
    }

    private Instant Now => clock.LogNow();

    private Judged Commit(IUnitOfWork work, IReadOnlyList<AuditEntry> entries, Judged told)
    {
        log.Append(work, entries);
        work.Commit();
        return told;
    }

    private static Judged.Corrected Told(CorrectionEntry entry, Instant? from, string? code) => new(entry.Digest, entry.Correction.Kind, entry.Correction.Project, entry.Records, from, code, entry.DeadlineAt);

    private static Judged.Refused? Closed(CorrectionEntry entry) => entry.Standing switch
    {
        CorrectionStanding.Done => Refuse(entry, $"is in effect, since {Iso(entry.JudgedAt!.Value)}"),
        CorrectionStanding.Rejected => Refuse(entry, $"was rejected ({entry.Code}); ask anew"),
        _ => null,
    };

    private static Judged.Refused Refuse(CorrectionEntry entry, string why) => new($"correction {entry.Digest} {why}");

    private static string Iso(Instant at) => NodaTime.Text.InstantPattern.General.Format(at);
}
