using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Holds;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>A hold was placed; participant and record are commitments, and what is null does not narrow its scope.</summary>
    public sealed record HoldPlaced(
        Instant At, string Actor, long Hold, ProjectId Project, string? Participant, CategoryName? Category, string? Record, HoldKind Mandate, string Reference, LocalDate ReviewBy)
        : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "hold-placed";

        /// <summary>Why a request for erasure does not reach what it covers, where one was made.</summary>
        public KeepingGround? Ground { get; init; }

        /// <summary>The objection for which the program placed it.</summary>
        public long? ForWithdrawal { get; init; }

        private protected override void Write(CanonicalWriter to)
        {
            to.TextIfAny("category"u8, Category?.Value);
            to.TextIfAny("ground"u8, Ground is { } ground ? AuditWord.Of(ground) : null);
            to.Number("hold"u8, Hold);
            to.Text("mandate"u8, AuditWord.Of(Mandate));
            to.TextIfAny("participant"u8, Participant);
            to.Text("project"u8, Project.Value);
            to.TextIfAny("record"u8, Record);
            to.TextIfAny("reference"u8, AuditWord.Reference(Reference));
            to.Date("reviewBy"u8, ReviewBy);
            if (ForWithdrawal is { } withdrawal)
                to.Number("withdrawal"u8, withdrawal);
        }
    }

    /// <summary>A hold was given its ground against a request for erasure.</summary>
    public sealed record HoldGrounded(Instant At, string Actor, long Hold, ProjectId Project, KeepingGround Ground) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "hold-grounded";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("ground"u8, AuditWord.Of(Ground));
            to.Number("hold"u8, Hold);
            to.Text("project"u8, Project.Value);
        }
    }

    /// <summary>Who placed a hold, alone at their site, releases it: that counts from <paramref name="From"/> (inclusive), and not before it is on the log as released.</summary>
    public sealed record HoldReleaseAsked(Instant At, string Actor, long Hold, ProjectId Project, Instant From) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "hold-release-asked";

        private protected override void Write(CanonicalWriter to)
        {
            to.Time("from"u8, From);
            to.Number("hold"u8, Hold);
            to.Text("project"u8, Project.Value);
        }
    }

    /// <summary>A release that did not count yet was taken back: the hold stands.</summary>
    public sealed record HoldReleaseTakenBack(Instant At, string Actor, long Hold, ProjectId Project) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "hold-release-taken-back";

        private protected override void Write(CanonicalWriter to)
        {
            to.Number("hold"u8, Hold);
            to.Text("project"u8, Project.Value);
        }
    }

    /// <summary>A hold was released.</summary>
    public sealed record HoldReleased(Instant At, string Actor, long Hold, ProjectId Project) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "hold-released";

        /// <summary>By whoever had placed it, a day after they asked.</summary>
        public bool AsSingleOperator { get; init; }

        private protected override void Write(CanonicalWriter to)
        {
            to.Number("hold"u8, Hold);
            to.Text("project"u8, Project.Value);
            if (AsSingleOperator)
                to.Number("singleOperator"u8, 1);
        }
    }
}
