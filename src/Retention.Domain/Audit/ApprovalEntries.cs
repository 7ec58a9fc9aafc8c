using NodaTime;
using Retention.Domain.Approvals;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>
    /// A person approved a waiting plan; it counts from <paramref name="From"/> (inclusive) until <paramref name="Until"/> (exclusive).
    /// <paramref name="AsSingleOperator"/>: they had asked for it themselves.
    /// </summary>
    public sealed record PlanApproved(Instant At, string Actor, string PlanDigest, Instant From, Instant Until, bool AsSingleOperator) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "plan-approved";

        private protected override void Write(CanonicalWriter to)
        {
            to.Time("from"u8, From);
            to.Text("plan"u8, PlanDigest);
            if (AsSingleOperator)
                to.Number("singleOperator"u8, 1);
            to.Time("until"u8, Until);
        }
    }

    /// <summary>A person rejected a waiting plan.</summary>
    public sealed record PlanRejected(Instant At, string Actor, string PlanDigest, RejectReason Because) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "plan-rejected";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("because"u8, AuditWord.Of(Because));
            to.Text("plan"u8, PlanDigest);
        }
    }
}
