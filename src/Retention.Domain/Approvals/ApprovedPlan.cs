using Retention.Domain.Audit;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;

namespace Retention.Domain.Approvals;

/// <summary>
/// The ticket without which no eraser can be called. Only this assembly makes one: <see cref="PlanApproval.Consider"/> for a plan within every limit.
/// </summary>
public sealed class ApprovedPlan
{
    internal ApprovedPlan(ErasurePlan plan, string approvedBy)
    {
        Plan = plan;
        ApprovedBy = approvedBy;
    }

    /// <summary>The plan.</summary>
    public ErasurePlan Plan { get; }

    /// <summary><c>schedule</c>, or the approver's pseudonymous actor id.</summary>
    public string ApprovedBy { get; }

    /// <summary>
    /// The order to erase one record of this plan. It takes the receipt of the record's durable intent; a receipt of another record or
    /// of another plan, and a store whose identity the plan does not name, throw <see cref="ArgumentException"/>: that is a bug, not a refusal.
    /// </summary>
    public ErasureOrder Order(PlannedRecord record, AuditReceipt intent)
    {
        if (intent.RecordId != record.RecordId || intent.PlanDigest != Plan.Digest)
            throw new ArgumentException("The receipt is for another record or another plan.", nameof(intent));
        if (!Plan.StoreIdentities.TryGetValue(record.Address.Store, out var identity))
            throw new ArgumentException("The plan does not name the identity of the record's store.", nameof(record));
        return new ErasureOrder(record, intent, identity);
    }
}

/// <summary>Permission to erase one record at one version, whose intent is durable on the log.</summary>
public sealed class ErasureOrder
{
    internal ErasureOrder(PlannedRecord record, AuditReceipt intent, string storeIdentity)
    {
        Record = record;
        Intent = intent;
        StoreIdentity = storeIdentity;
    }

    /// <summary>The record, as planned.</summary>
    public PlannedRecord Record { get; }

    /// <summary>The receipt of the intent.</summary>
    public AuditReceipt Intent { get; }

    /// <summary>The identity that the plan was made for. An eraser that meets another one touches nothing.</summary>
    public string StoreIdentity { get; }
}

/// <summary>What came of asking whether a plan may be carried out.</summary>
public abstract record PlanVerdict
{
    /// <summary>Within every limit: the schedule itself approves it.</summary>
    public sealed record Approved(ApprovedPlan Plan) : PlanVerdict;

    /// <summary>Beyond a limit: it waits whole for a person.</summary>
    public sealed record Waits(IReadOnlyList<LimitExceeded> Exceeded) : PlanVerdict;
}

/// <summary>One limit and how far the plan goes beyond it. <paramref name="Subject"/> is the store or project, or empty.</summary>
public sealed record LimitExceeded(string Limit, string Subject, long Allowed, long Planned);

/// <summary>What a plan would take of one store or one project: due records of all present ones.</summary>
public sealed record PlanShare(string Subject, long Due, long Present);

/// <summary>Decides whether a plan needs a person.</summary>
public static class PlanApproval
{
    /// <summary>
    /// A plan within every limit of the schedule is approved by the schedule; beyond any, the whole plan waits. Limits are per run:
    /// <paramref name="goneAlready"/> records that this run has erased count too, and the shares include them.
    /// Percentages are of the records present before the run, compared without rounding (exactly the limit is within it).
    /// </summary>
    public static PlanVerdict Consider(ErasurePlan plan, Limits limits, IEnumerable<PlanShare> stores, IEnumerable<PlanShare> projects, long goneAlready = 0)
    {
        var exceeded = new List<LimitExceeded>();
        if (limits.Records is { } records && plan.Records + goneAlready > records)
            exceeded.Add(new("records", "", records, plan.Records + goneAlready));
        if (limits.PercentOfStore is { } ofStore)
            exceeded.AddRange(Beyond("percentOfStore", ofStore, stores));
        if (limits.PercentOfProject is { } ofProject)
            exceeded.AddRange(Beyond("percentOfProject", ofProject, projects));
        return exceeded.Count == 0
            ? new PlanVerdict.Approved(new ApprovedPlan(plan, "schedule"))
            : new PlanVerdict.Waits(exceeded);
    }

    private static IEnumerable<LimitExceeded> Beyond(string limit, int percent, IEnumerable<PlanShare> shares) =>
        from share in shares
        where share.Present > 0 && (Int128)share.Due * 100 > (Int128)share.Present * percent
        select new LimitExceeded(limit, share.Subject, percent, (long)((Int128)share.Due * 100 / share.Present));
}
