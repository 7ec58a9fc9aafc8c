using NodaTime;
using Retention.Domain.Facts;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
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

    /// <summary>Somebody decided an objection: where it was upheld, what starts at a withdrawal starts at it; where it was dismissed, nothing does.</summary>
    public sealed record ObjectionDecided(Instant At, string Actor, long Withdrawal, ProjectId Project, string Participant, bool Upheld) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "objection-decided";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("decision"u8, Upheld ? "upheld" : "dismissed");
            to.Text("participant"u8, Participant);
            to.Text("project"u8, Project.Value);
            to.Number("withdrawal"u8, Withdrawal);
        }
    }

    /// <summary>Somebody decided that a withdrawal does not reach one category; <paramref name="Reference"/> is where that is written down.</summary>
    public sealed record WithdrawalExempted(
        Instant At, string Actor, long Withdrawal, ProjectId Project, string Participant, CategoryName Category, ExemptReason Because, string Reference) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "withdrawal-exempted";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("because"u8, AuditWord.Of(Because));
            to.Text("category"u8, Category.Value);
            to.Text("participant"u8, Participant);
            to.Text("project"u8, Project.Value);
            to.TextIfAny("reference"u8, AuditWord.Reference(Reference));
            to.Number("withdrawal"u8, Withdrawal);
        }
    }

    /// <summary>Whoever withdrew was told, on <paramref name="On"/>, what stays and why (Art. 12(4)).</summary>
    public sealed record RequesterInformed(Instant At, string Actor, long Withdrawal, ProjectId Project, string Participant, LocalDate On) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "requester-informed";

        private protected override void Write(CanonicalWriter to)
        {
            to.Date("on"u8, On);
            to.Text("participant"u8, Participant);
            to.Text("project"u8, Project.Value);
            to.Number("withdrawal"u8, Withdrawal);
        }
    }
}
