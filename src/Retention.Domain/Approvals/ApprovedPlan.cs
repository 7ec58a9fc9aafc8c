using Retention.Domain.Audit;
using Retention.Domain.Plans;

namespace Retention.Domain.Approvals;

/// <summary>
/// The ticket without which no eraser can be called. Only this assembly makes one: <see cref="PlanApproval.Consider"/> for a plan within every
/// limit, <see cref="PlanApproval.Approve"/> for one that a person approved.
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
