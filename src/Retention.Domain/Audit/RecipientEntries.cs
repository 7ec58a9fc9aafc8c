using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Recipients;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>Somebody outside was named for a project: records of these categories (or, where there are none, any) were disclosed to them.</summary>
    public sealed record RecipientAdded(Instant At, string Actor, ProjectId Project, RecipientId Recipient, RecipientKind As, IReadOnlyList<CategoryName> Of) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "recipient-added";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("as"u8, AuditWord.Of(As));
            to.Texts("of"u8, Of.Select(c => c.Value));
            to.Text("project"u8, Project.Value);
            to.Text("recipient"u8, Recipient.Value);
        }
    }

    /// <summary>A recipient that was named by mistake was taken back, before anything was erased of which it is to be told.</summary>
    public sealed record RecipientRemoved(Instant At, string Actor, ProjectId Project, RecipientId Recipient) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "recipient-removed";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("project"u8, Project.Value);
            to.Text("recipient"u8, Recipient.Value);
        }
    }

    /// <summary>A recipient attested erasure or return: of what was erased up to the day, and before this entry (UK GDPR Art. 19, 28(3)(g)).</summary>
    public sealed record RecipientAttested(Instant At, string Actor, ProjectId Project, RecipientId Recipient, LocalDate On, string Reference) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "recipient-attested";

        private protected override void Write(CanonicalWriter to)
        {
            to.Date("on"u8, On);
            to.Text("project"u8, Project.Value);
            to.Text("recipient"u8, Recipient.Value);
            to.TextIfAny("reference"u8, AuditWord.Reference(Reference));
        }
    }

    /// <summary>A person said why a recipient need not be told of what was erased before this entry.</summary>
    public sealed record RecipientExcused(Instant At, string Actor, ProjectId Project, RecipientId Recipient, ExcuseReason Because) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "recipient-excused";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("because"u8, AuditWord.Of(Because));
            to.Text("project"u8, Project.Value);
            to.Text("recipient"u8, Recipient.Value);
        }
    }
}
