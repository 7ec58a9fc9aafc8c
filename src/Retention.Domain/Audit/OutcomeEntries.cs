using NodaTime;
using Retention.Domain.Outcomes;

namespace Retention.Domain.Audit;

public abstract partial record AuditEntry
{
    /// <summary>
    /// Erased, and an independent read saw that it is gone. <paramref name="Method"/> is one of <see cref="ErasureMethod"/>, <paramref name="Copies"/> counts what
    /// was removed, <paramref name="Verified"/> says how it was seen; residue without a date: nobody can say how long.
    /// </summary>
    public sealed record Erased(Instant At, string Actor, long Intent, string Record, string Method, int Copies, IReadOnlyList<Residue> Residue, string Verified)
        : Outcome(At, Actor, Intent, Record)
    {
        /// <inheritdoc/>
        public override string Kind => "erased";

        private protected override void WriteOutcome(CanonicalWriter to)
        {
            to.Number("copies"u8, Copies);
            to.Text("method"u8, AuditWord.Token(Method, "method"));
            WriteResidue(to, Residue);
            to.Text("verified"u8, AuditWord.Token(Verified, "verification"));
        }
    }

    /// <summary>Nothing was there to erase, and an independent read saw nothing either.</summary>
    public sealed record AlreadyAbsent(Instant At, string Actor, long Intent, string Record, IReadOnlyList<Residue> Residue, string Verified)
        : Outcome(At, Actor, Intent, Record)
    {
        /// <inheritdoc/>
        public override string Kind => "already-absent";

        private protected override void WriteOutcome(CanonicalWriter to)
        {
            WriteResidue(to, Residue);
            to.Text("verified"u8, AuditWord.Token(Verified, "verification"));
        }
    }

    /// <summary>Left untouched after all.</summary>
    public sealed record Kept(Instant At, string Actor, long Intent, string Record, KeptReason Reason) : Outcome(At, Actor, Intent, Record)
    {
        /// <inheritdoc/>
        public override string Kind => "kept";

        private protected override void WriteOutcome(CanonicalWriter to) => to.Text("reason"u8, AuditWord.Of(Reason));
    }

    /// <summary>The store refused. <paramref name="Code"/> is its own word, <paramref name="Seen"/> what the verification saw.</summary>
    public sealed record Refused(Instant At, string Actor, long Intent, string Record, string Code, Sighting Seen) : Outcome(At, Actor, Intent, Record)
    {
        /// <inheritdoc/>
        public override string Kind => "refused";

        private protected override void WriteOutcome(CanonicalWriter to)
        {
            to.Text("code"u8, AuditWord.Code(Code));
            to.Text("seen"u8, AuditWord.Of(Seen));
        }
    }

    /// <summary>It could not be erased, or not be seen to be gone.</summary>
    public sealed record Failed(Instant At, string Actor, long Intent, string Record, string Code, Sighting Seen) : Outcome(At, Actor, Intent, Record)
    {
        /// <inheritdoc/>
        public override string Kind => "failed";

        private protected override void WriteOutcome(CanonicalWriter to)
        {
            to.Text("code"u8, AuditWord.Code(Code));
            to.Text("seen"u8, AuditWord.Of(Seen));
        }
    }
}

/// <summary>What an independent read saw of a record that was not erased.</summary>
public enum Sighting
{
    /// <summary>It is still there.</summary>
    Present,
    /// <summary>The read proved nothing: it may be there or not, and is looked for again.</summary>
    Unknown,
}
