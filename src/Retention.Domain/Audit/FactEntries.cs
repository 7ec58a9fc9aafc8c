using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Holds;

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

        private protected override void Write(CanonicalWriter to)
        {
            to.DateIfAny("plannedEnd"u8, PlannedEnd);
            to.Text("project"u8, Project.Value);
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

    /// <summary>A participant left, in one category or (null) in all.</summary>
    public sealed record WithdrawalRecorded(
        Instant At, string Actor, long Withdrawal, ProjectId Project, string Participant, CategoryName? Category, LocalDate ReceivedOn, WithdrawalGround Ground)
        : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "withdrawal-recorded";

        private protected override void Write(CanonicalWriter to)
        {
            to.TextIfAny("category"u8, Category?.Value);
            to.Text("ground"u8, AuditWord.Of(Ground));
            to.Text("participant"u8, Participant);
            to.Text("project"u8, Project.Value);
            to.Date("receivedOn"u8, ReceivedOn);
            to.Number("withdrawal"u8, Withdrawal);
        }
    }

    /// <summary>A withdrawal was cancelled before it acted.</summary>
    public sealed record WithdrawalCancelled(Instant At, string Actor, long Withdrawal, ProjectId Project, string Participant) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "withdrawal-cancelled";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("participant"u8, Participant);
            to.Text("project"u8, Project.Value);
            to.Number("withdrawal"u8, Withdrawal);
        }
    }

    /// <summary>A hold was placed; participant and record are commitments, and what is null does not narrow its scope.</summary>
    public sealed record HoldPlaced(
        Instant At, string Actor, long Hold, ProjectId Project, string? Participant, CategoryName? Category, string? Record, HoldKind Mandate, string Reference, LocalDate ReviewBy)
        : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "hold-placed";

        private protected override void Write(CanonicalWriter to)
        {
            to.TextIfAny("category"u8, Category?.Value);
            to.Number("hold"u8, Hold);
            to.Text("mandate"u8, AuditWord.Of(Mandate));
            to.TextIfAny("participant"u8, Participant);
            to.Text("project"u8, Project.Value);
            to.TextIfAny("record"u8, Record);
            to.TextIfAny("reference"u8, AuditWord.Reference(Reference));
            to.Date("reviewBy"u8, ReviewBy);
        }
    }

    /// <summary>A hold was released.</summary>
    public sealed record HoldReleased(Instant At, string Actor, long Hold, ProjectId Project) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "hold-released";

        private protected override void Write(CanonicalWriter to)
        {
            to.Number("hold"u8, Hold);
            to.Text("project"u8, Project.Value);
        }
    }
}
