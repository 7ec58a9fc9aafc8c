using NodaTime;
using Retention.Domain.Facts;
using System.Globalization;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>The names of a store's records are read by another template from now on. <paramref name="From"/> and <paramref name="To"/> are the templates' SHA-256; <paramref name="Records"/> were filed anew.</summary>
    public sealed record TemplateReplaced(Instant At, string Actor, StoreName Store, string From, string To, long Records) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "template-replaced";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("from"u8, From);
            to.Number("records"u8, Records);
            to.Text("store"u8, Store.Value);
            to.Text("to"u8, To);
        }
    }

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
