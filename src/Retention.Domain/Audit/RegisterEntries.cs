using System.Globalization;
using NodaTime;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>
    /// A person said that the register is right as it is. <paramref name="Projects"/> counts its projects; <paramref name="Holds"/> are the numbers of the holds
    /// in force: what the log says of others before it counts no more.
    /// </summary>
    public sealed record RegisterConfirmed(Instant At, string Actor, string? Because, long Projects, IReadOnlyList<long> Holds) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "register-confirmed";

        private protected override void Write(CanonicalWriter to)
        {
            to.TextIfAny("because"u8, Because is null ? null : AuditWord.Token(Because, "reason"));
            to.Texts("holds"u8, Holds.Select(h => h.ToString(CultureInfo.InvariantCulture)));
            to.Number("projects"u8, Projects);
        }
    }
}
