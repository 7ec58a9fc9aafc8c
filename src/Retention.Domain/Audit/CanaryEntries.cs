using NodaTime;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>The program planted a canary; <paramref name="Record"/> is its commitment.</summary>
    public sealed record CanaryPlanted(Instant At, string Actor, long Canary, StoreName Store, CanaryRole Role, string Record) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "canary-planted";

        private protected override void Write(CanonicalWriter to)
        {
            to.Number("canary"u8, Canary);
            to.Text("record"u8, Record);
            to.Text("role"u8, AuditWord.Of(Role));
            to.Text("store"u8, Store.Value);
        }
    }

    /// <summary>A canary was seen gone, or a person said what came of it (<paramref name="Because"/>).</summary>
    public sealed record CanaryEnded(Instant At, string Actor, long Canary, StoreName Store, CanaryFate Fate, string? Because) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "canary-ended";

        private protected override void Write(CanonicalWriter to)
        {
            to.TextIfAny("because"u8, Because is null ? null : AuditWord.Token(Because, "reason"));
            to.Number("canary"u8, Canary);
            to.Text("fate"u8, AuditWord.Of(Fate));
            to.Text("store"u8, Store.Value);
        }
    }
}
