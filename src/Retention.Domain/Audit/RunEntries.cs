using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Facts;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>A run is through. <paramref name="PlanDigest"/> is null where nothing was due.</summary>
    public sealed record RunSummary(Instant At, string Actor, Instant StartedAt, string ScheduleSha256, string? PlanDigest, RunBooks Books) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "run-summary";

        /// <summary>The run was of the program's own canaries, and of nothing else.</summary>
        public bool OfCanaries { get; init; }

        private protected override void Write(CanonicalWriter to)
        {
            to.Number("alreadyAbsent"u8, Books.AlreadyAbsent);
            to.Number("discovered"u8, Books.Discovered);
            to.Number("due"u8, Books.Due);
            to.Number("erased"u8, Books.Erased);
            to.Number("held"u8, Books.Held);
            to.Number("kept"u8, Books.Kept);
            to.StartObject("notErased"u8);
            foreach (var (reason, count) in Books.NotErased)
                to.Number(System.Text.Encoding.ASCII.GetBytes(AuditWord.Token(reason, "reason")), count);
            to.End();
            to.TextIfAny("of"u8, OfCanaries ? "canaries" : null);
            to.TextIfAny("plan"u8, PlanDigest);
            to.Text("schedule"u8, ScheduleSha256);
            to.Time("startedAt"u8, StartedAt);
            if (Books.Unaccounted != 0)
                to.Number("unaccounted"u8, Books.Unaccounted);
            to.Number("unclassified"u8, Books.Unclassified);
        }
    }

    /// <summary>A plan goes beyond a limit and waits whole.</summary>
    public sealed record PlanWaits(Instant At, string Actor, string PlanDigest, string ScheduleSha256, long Records, IReadOnlyList<LimitExceeded> Exceeded)
        : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "plan-waits";

        private protected override void Write(CanonicalWriter to)
        {
            to.StartArray("exceeded"u8);
            foreach (var limit in Exceeded)
            {
                to.StartItem();
                to.Number("allowed"u8, limit.Allowed);
                to.Text("limit"u8, AuditWord.Token(limit.Limit, "limit"));
                to.Number("planned"u8, limit.Planned);
                to.TextIfAny("subject"u8, limit.Subject.Length == 0 ? null : AuditWord.Token(limit.Subject, "limit's subject"));
                to.End();
            }
            to.EndArray();
            to.Text("plan"u8, PlanDigest);
            to.Number("records"u8, Records);
            to.Text("schedule"u8, ScheduleSha256);
        }
    }

    /// <summary>A person asked for what is due to be erased now; the participant is a commitment, and what is null does not narrow the scope.</summary>
    public sealed record PurgeRequested(Instant At, string Actor, string PlanDigest, ProjectId? Project, CategoryName? Category, string? Participant)
        : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "purge-requested";

        private protected override void Write(CanonicalWriter to)
        {
            to.TextIfAny("category"u8, Category?.Value);
            to.TextIfAny("participant"u8, Participant);
            to.Text("plan"u8, PlanDigest);
            to.TextIfAny("project"u8, Project?.Value);
        }
    }

    /// <summary>A guard closed and nothing was erased behind it. <paramref name="Code"/> is the guard's word, <paramref name="Store"/> null where it concerns all.</summary>
    public sealed record ErasureWithheld(Instant At, string Actor, string Guard, string Code, StoreName? Store) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "erasure-withheld";

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("code"u8, AuditWord.Code(Code));
            to.Text("guard"u8, AuditWord.Token(Guard, "guard"));
            to.TextIfAny("store"u8, Store?.Value);
        }
    }

    /// <summary>What a discovery found changed in a store: records that went without this program, and places that could not be read.</summary>
    public sealed record DiscoveryFinding(Instant At, string Actor, StoreName Store, long Seen, long Added, long Changed, long Returned, long Vanished, long Unreadable)
        : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "discovery-finding";

        private protected override void Write(CanonicalWriter to)
        {
            to.Number("added"u8, Added);
            to.Number("changed"u8, Changed);
            to.Number("returned"u8, Returned);
            to.Number("seen"u8, Seen);
            to.Text("store"u8, Store.Value);
            to.Number("unreadable"u8, Unreadable);
            to.Number("vanished"u8, Vanished);
        }
    }
}
