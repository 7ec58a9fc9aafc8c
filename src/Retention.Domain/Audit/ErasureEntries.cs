using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>
    /// A record is about to be erased: durable before the first destructive call. <paramref name="RecordId"/> is for the receipt and stays off the log;
    /// <paramref name="Record"/> and <paramref name="Participants"/> are commitments (several participants where the record is shared).
    /// <paramref name="Due"/> is the first permitted day, <paramref name="EraseBy"/> the last; <paramref name="Rules"/> set them, in the order of the schedule.
    /// </summary>
    public sealed record ErasureIntended(
        Instant At, string Actor, long RecordId, string Record, StoreName Store, ProjectId Project, CategoryName Category, IReadOnlyList<string> Participants,
        LocalDate Due, LocalDate EraseBy, IReadOnlyList<RuleId> Rules, string PlanDigest, string ScheduleSha256) : AuditEntry(At, Actor)
    {
        /// <inheritdoc/>
        public override string Kind => "erasure-intended";

        /// <summary>Why it goes before its time, where it does; then <see cref="Due"/> is the first day on which it could.</summary>
        public Plans.EarlyReason? Early { get; init; }

        private protected override void Write(CanonicalWriter to)
        {
            to.Text("category"u8, Category.Value);
            to.Date("due"u8, Due);
            to.TextIfAny("early"u8, Early is { } early ? AuditWord.Of(early) : null);
            to.Date("eraseBy"u8, EraseBy);
            if (Participants.Count == 1)
                to.Text("participant"u8, Participants[0]);
            else if (Participants.Count > 1)
                to.Texts("participants"u8, Participants);
            to.Text("plan"u8, PlanDigest);
            to.Text("project"u8, Project.Value);
            to.Text("record"u8, Record);
            to.Texts("rules"u8, Rules.Select(r => r.Value));
            to.Text("schedule"u8, ScheduleSha256);
            to.Text("store"u8, Store.Value);
        }
    }

    /// <summary>
    /// What became of one intent; exactly one follows each. <paramref name="Intent"/> is the intent's index, <paramref name="Record"/> its record's commitment.
    /// </summary>
    public abstract partial record Outcome(Instant At, string Actor, long Intent, string Record) : AuditEntry(At, Actor)
    {
        /// <summary>The run that stated the intent ended before its outcome; this one was found out at a later start.</summary>
        public bool Resolved { get; init; }

        private protected sealed override void Write(CanonicalWriter to)
        {
            to.Number("intent"u8, Intent);
            to.Text("record"u8, Record);
            if (Resolved)
                to.Number("resolved"u8, 1);
            WriteOutcome(to);
        }

        private protected abstract void WriteOutcome(CanonicalWriter to);

        private protected static void WriteResidue(CanonicalWriter to, IReadOnlyList<Residue> residue)
        {
            to.StartArray("residue"u8);
            foreach (var copy in residue)
            {
                to.StartItem();
                to.Text("kind"u8, AuditWord.Of(copy.Kind));
                to.DateIfAny("until"u8, copy.Until);
                to.End();
            }
            to.EndArray();
        }
    }
}
