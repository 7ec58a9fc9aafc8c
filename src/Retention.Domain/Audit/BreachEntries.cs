using NodaTime;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>A person judged a possible breach (Art. 33): <paramref name="Because"/> is a code for what came of it.</summary>
    public sealed record BreachClosed(Instant At, string Actor, long Breach, string Because) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "breach-closed";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("because"u8, AuditWord.Token(Because, "reason"));
            to.Number("breach"u8, Breach);
        }
    }
}
