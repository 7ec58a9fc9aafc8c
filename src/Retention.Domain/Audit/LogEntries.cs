using NodaTime;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>A key signs the log's checkpoints from here on: <paramref name="Key"/> as a vkey, which says its algorithm too. <paramref name="Previous"/> is the one before, or null at the first.</summary>
    public sealed record LogKeyUsed(Instant At, string Actor, string Key, string? Previous) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "log-key";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("key"u8, Key);
            to.TextIfAny("previous"u8, Previous);
        }
    }
}
