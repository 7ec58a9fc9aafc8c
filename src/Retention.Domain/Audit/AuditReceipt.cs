namespace Retention.Domain.Audit;

/// <summary>
/// Proof that the intent to erase one record is durable on the log. Issued by the Record room after its transaction has committed, and
/// by nothing else (a test keeps that door).
/// </summary>
public sealed class AuditReceipt
{
    private AuditReceipt(long seq, long recordId, string planDigest)
    {
        Seq = seq;
        RecordId = recordId;
        PlanDigest = planDigest;
    }

    /// <summary>The entry's index on the log (from 0).</summary>
    public long Seq { get; }

    /// <summary>The catalogue's number of the record that it speaks of.</summary>
    public long RecordId { get; }

    /// <summary>The digest of the plan that it belongs to.</summary>
    public string PlanDigest { get; }

    /// <summary>For the Record room, after the commit.</summary>
    public static AuditReceipt Issue(long seq, long recordId, string planDigest) => new(seq, recordId, planDigest);
}
