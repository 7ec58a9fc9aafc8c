using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Corrections;
using Retention.Domain.Facts;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>
    /// Somebody asked for a correction; it waits for a second person. <paramref name="Correction"/> is its digest, <paramref name="What"/> its kind,
    /// <paramref name="Records"/> how many records it would move.
    /// </summary>
    public sealed record CorrectionAsked(Instant At, string Actor, string Correction, string What, ProjectId? Project, InformedHow? Informed, long Records) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "correction-asked";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("correction"u8, Correction);
            to.TextIfAny("informed"u8, Informed is { } how ? AuditWord.Of(how) : null);
            to.TextIfAny("project"u8, Project?.Value);
            to.Number("records"u8, Records);
            to.Text("what"u8, AuditWord.Token(What, "kind of a correction"));
        }
    }

    /// <summary>A person approved a correction; it takes effect from <paramref name="From"/> on (later than now only where they had asked for it themselves).</summary>
    public sealed record CorrectionApproved(Instant At, string Actor, string Correction, Instant From, bool AsSingleOperator) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "correction-approved";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("correction"u8, Correction);
            to.Time("from"u8, From);
            if (AsSingleOperator)
                to.Number("singleOperator"u8, 1);
        }
    }

    /// <summary>A person said no to a correction, or the facts under it changed before it took effect (<paramref name="Because"/> is null).</summary>
    public sealed record CorrectionRejected(Instant At, string Actor, string Correction, RejectReason? Because) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "correction-rejected";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("because"u8, Because is { } reason ? AuditWord.Of(reason) : "facts-changed");
            to.Text("correction"u8, Correction);
        }
    }

    /// <summary>A project goes on as part of another, whose end is its end.</summary>
    public sealed record ProjectMerged(Instant At, string Actor, ProjectId Project, ProjectId Into) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "project-merged";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("into"u8, Into.Value);
            to.Text("project"u8, Project.Value);
        }
    }

    /// <summary>A project that the institute runs for another controller got its instruction (UK GDPR Art. 28(3)(g)).</summary>
    public sealed record ProjectInstructed(Instant At, string Actor, ProjectId Project, ControllerChoice Choice, LocalDate On, string Reference) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "project-instructed";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("choice"u8, AuditWord.Of(Choice));
            to.Date("on"u8, On);
            to.Text("project"u8, Project.Value);
            to.Text("reference"u8, AuditWord.Reference(Reference)!);
        }
    }
}
