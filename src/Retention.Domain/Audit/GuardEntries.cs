using NodaTime;
using Retention.Domain.Facts;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>
    /// Somebody threw the stop switch: from here on nothing is erased. <paramref name="Because"/> is a code; <c>file</c> where the switch was found
    /// thrown, and who did it is not known.
    /// </summary>
    public sealed record Stopped(Instant At, string Actor, string? Because) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "stopped";

        private protected override void Write(CanonicalWriter to) => to.TextIfAny("because"u8, Because is null ? null : AuditWord.Token(Because, "reason"));
    }

    /// <summary>The stop switch was taken back. <paramref name="Because"/> as in <see cref="Stopped"/>.</summary>
    public sealed record Started(Instant At, string Actor, string? Because) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "started";

        private protected override void Write(CanonicalWriter to) => to.TextIfAny("because"u8, Because is null ? null : AuditWord.Token(Because, "reason"));
    }

    /// <summary>A guard that had closed is open again, by what it looks at or by a person's word. <paramref name="Store"/> is null where it concerned all.</summary>
    public sealed record ErasureResumed(Instant At, string Actor, string Guard, StoreName? Store) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "erasure-resumed";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("guard"u8, AuditWord.Token(Guard, "guard"));
            to.TextIfAny("store"u8, Store?.Value);
        }
    }
}
