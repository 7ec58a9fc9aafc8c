using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>
    /// The program became aware of what may be a breach (Art. 33), or of more of the same: so many records of a store that are there again, or that went
    /// although a hold over them had been placed, or although the facts that they went by were wrong.
    /// </summary>
    public sealed record BreachNoted(Instant At, string Actor, long Breach, StoreName Store, string Code, long Records) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "breach-noted";

        private protected override void Write(CanonicalWriter to)
        {
            to.Number("breach"u8, Breach);
            to.Text("code"u8, AuditWord.Token(Code, "code"));
            to.Number("records"u8, Records);
            to.Text("store"u8, Store.Value);
        }
    }

    /// <summary>A person judged a possible breach (Art. 33): <paramref name="Because"/> is what it was judged to be.</summary>
    public sealed record BreachClosed(Instant At, string Actor, long Breach, BreachJudgement Because) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "breach-closed";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("because"u8, AuditWord.Of(Because));
            to.Number("breach"u8, Breach);
        }
    }
}
