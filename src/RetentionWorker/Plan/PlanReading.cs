using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Plan;

/// <summary>A kept plan as shown. What waits must be approved by <paramref name="MustBeResolvedBy"/>, or its first record is late.</summary>
internal sealed record KeptPlanLine(
    string Digest, PlanStanding Standing, EarlyReason? Early, PlanScope Scope, long Records, long Bytes, IReadOnlyList<LimitExceeded> Exceeded,
    IReadOnlyCollection<string> AskedBy, Instant KeptAt, Instant? ExpiresAt, bool IsExpired, Instant? MustBeResolvedBy, string? JudgedBy, Instant? JudgedAt,
    Instant? CountsFrom, Instant? CountsUntil, string? Code, string Schedule, long HoldEpoch, IReadOnlyDictionary<string, string> Stores)
{
    /// <summary>Who said no to how many of its records.</summary>
    public IReadOnlyList<SaidNo> RejectedBefore { get; init; } = [];

    public static KeptPlanLine Of(KeptPlan kept, IReadSession session, Instant now) => new(
        kept.Plan.Digest, kept.Standing, kept.Plan.Early, kept.Plan.Scope, kept.Plan.Records, kept.Plan.Bytes, kept.Exceeded, kept.AskedBy, kept.KeptAt,
        kept.ExpiresAt, kept.IsExpired(now), kept.DeadlineAt, kept.Judgement?.Actor, kept.Judgement?.At, kept.Judgement?.Approval?.From,
        kept.Judgement?.Approval?.Until, kept.Judgement?.Code, kept.Plan.ScheduleSha256, kept.Plan.HoldEpoch, kept.Plan.StoreIdentities.ToDictionary(s => s.Key.Value, s => s.Value))
    {
        RejectedBefore = session.Rejections.Against(kept.Plan.Digest),
    };
}

/// <summary>One record of a kept plan as shown: <c>planned</c>, <c>changed</c> since, or <c>gone</c> since.</summary>
internal sealed record PlanLine(RecordAddress Record, string Version, string State);

/// <summary>A record by which two plans differ: <c>only-first</c>, <c>only-second</c>, or <c>other-version</c>.</summary>
internal sealed record PlanDifference(RecordAddress Record, string Difference, string? FirstVersion, string? SecondVersion);

/// <summary>Shows kept plans, record by record, from one consistent view.</summary>
internal sealed class PlanReading(ICatalogue catalogue, IClock clock)
{
    private const int AtOnce = 1000;

    public KeptPlanLine? Find(string digest)
    {
        using var session = catalogue.Read();
        return session.Plans.Find(digest) is { } kept ? KeptPlanLine.Of(kept, session, clock.GetCurrentInstant()) : null;
    }

    /// <summary>Plans that wait for an approval, are approved and not carried out yet, or were kept to look at: oldest first.</summary>
    public IReadOnlyList<KeptPlanLine> List()
    {
        using var session = catalogue.Read();
        var now = clock.GetCurrentInstant();
        return [.. new[] { PlanStanding.Waits, PlanStanding.Approved, PlanStanding.Saved }.SelectMany(session.Plans.List).Select(p => KeptPlanLine.Of(p, session, now))];
    }

    /// <summary>A kept plan's records; none once it is done, rejected or expired.</summary>
    public IEnumerable<PlanLine> Lines(string digest)
    {
        using var session = catalogue.Read();
        foreach (var record in Records(session, digest))
            yield return new PlanLine(record.Planned.Address, record.Planned.Version.Value, record.IsPresent ? record.IsChanged ? "changed" : "planned" : "gone");
    }

    /// <summary>Both are read in the order of their records' numbers, side by side: no plan is ever a list in memory.</summary>
    public IEnumerable<PlanDifference> Diff(string first, string second)
    {
        using var session = catalogue.Read();
        using var a = Records(session, first).GetEnumerator();
        using var b = Records(session, second).GetEnumerator();
        var (hasA, hasB) = (a.MoveNext(), b.MoveNext());
        while (hasA || hasB)
        {
            var order = !hasB ? -1 : !hasA ? 1 : a.Current.Planned.RecordId.CompareTo(b.Current.Planned.RecordId);
            var (ours, theirs) = (order <= 0 ? a.Current.Planned : null, order >= 0 ? b.Current.Planned : null);
            if (order != 0 || ours!.Version != theirs!.Version)
            {
                yield return new PlanDifference(
                    (ours ?? theirs)!.Address, order < 0 ? "only-first" : order > 0 ? "only-second" : "other-version", ours?.Version.Value, theirs?.Version.Value);
            }
            hasA = order <= 0 ? a.MoveNext() : hasA;
            hasB = order >= 0 ? b.MoveNext() : hasB;
        }
    }

    private static IEnumerable<KeptRecord> Records(IReadSession session, string digest)
    {
        long after = 0;
        while (session.Plans.Page(digest, null, after, AtOnce) is { Count: > 0 } page)
        {
            foreach (var record in page)
                yield return record;
            after = page[^1].Planned.RecordId;
        }
    }
}
