using NodaTime;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>
    /// A key in a vault signs checkpoints that leave the machine, beside the log's own: <paramref name="Key"/> as a vkey (ECDSA on P-256). Named again where the last word of it lies far back, or another
    /// version of the vault's key signs. It never signs the head that the catalogue holds.
    /// </summary>
    public sealed record SecondKeyUsed(Instant At, string Actor, string Key) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "second-key";

        private protected override void Write(CanonicalWriter to) => to.Text("key"u8, Key);
    }
}
