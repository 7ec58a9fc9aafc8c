using NodaTime;
using Retention.Domain.Facts;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>A schedule came into force. <paramref name="Previous"/> is the one before, or null at the first.</summary>
    public sealed record ScheduleAdopted(Instant At, string Actor, string ScheduleSha256, string? Previous) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "schedule-adopted";

        private protected override void Write(CanonicalWriter to)
        {
            to.TextIfAny("previous"u8, Previous);
            to.Text("schedule"u8, ScheduleSha256);
        }
    }

    /// <summary>A store was adopted under an identity of its own.</summary>
    public sealed record StoreAdopted(Instant At, string Actor, StoreName Store, string StoreKind, string Identity) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "store-adopted";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("identity"u8, AuditWord.Token(Identity, "store identity"));
            to.Text("store"u8, Store.Value);
            to.Text("storeKind"u8, AuditWord.Token(StoreKind, "kind of store"));
        }
    }

    /// <summary>A project was added. Its title stays off the log.</summary>
    public sealed record ProjectAdded(Instant At, string Actor, ProjectId Project, LocalDate? PlannedEnd) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "project-added";

        /// <summary>The institute processes its data for another controller (UK GDPR Art. 28).</summary>
        public bool AsProcessor { get; init; }

        private protected override void Write(CanonicalWriter to)
        {
            to.DateIfAny("plannedEnd"u8, PlannedEnd);
            to.Text("project"u8, Project.Value);
            to.TextIfAny("role"u8, AsProcessor ? AuditWord.Of(ProjectRole.Processor) : null);
        }
    }

    /// <summary>A project ended: <paramref name="EndedOn"/> is the last day that belongs to it.</summary>
    public sealed record ProjectEnded(Instant At, string Actor, ProjectId Project, LocalDate EndedOn, ProjectEndEvent Event, string? Reference) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "project-ended";

        private protected override void Write(CanonicalWriter to)
        {
            to.Date("endedOn"u8, EndedOn);
            to.Text("event"u8, AuditWord.Of(Event));
            to.Text("project"u8, Project.Value);
            to.TextIfAny("reference"u8, AuditWord.Reference(Reference));
        }
    }

    /// <summary>A project runs again: its end no longer starts any period.</summary>
    public sealed record ProjectReopened(Instant At, string Actor, ProjectId Project) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "project-reopened";

        private protected override void Write(CanonicalWriter to) => to.Text("project"u8, Project.Value);
    }
}
