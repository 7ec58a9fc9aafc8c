using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue;

/// <summary>Present records of one group that the rejection of a plan covers. <paramref name="Code"/> says why it was rejected, at <paramref name="At"/>.</summary>
internal sealed record RejectedRecords(string Digest, string Code, Instant At, long Group, long Records)
{
    /// <summary>Why nobody's no: the record came from under a hold by being moved.</summary>
    public const string MovedFromHold = "moved-from-hold";

    /// <summary>In place of a plan, where none was rejected.</summary>
    public const string NoPlan = "moved";
}

/// <summary>
/// The records to whose erasure a person said no last, whatever plan they come back in. A rejection of early erasure is none: it does not say
/// that they shall stay beyond the schedule's day.
/// </summary>
internal interface IRejectionBook
{
    /// <summary>
    /// Covers the records of a plan that was just rejected. An approval of another plan that contains any of them counts no more: the newer no wins, and
    /// that plan waits again. Returns those plans' digests.
    /// </summary>
    IReadOnlyList<string> Cover(string digest);

    /// <summary>The plan was carried out on a person's yes: what is left of it is as if nobody had ever said no.</summary>
    void Lift(string digest);

    bool Covers(long recordId);

    /// <summary>Whether somebody else than this person said no to any record of the kept plan.</summary>
    bool IsCoveredByAnother(string digest, string actor);

    /// <summary>What is said of a record that vanished counts for what it was moved to, by the looks of it.</summary>
    void Follow(long from, long to);

    /// <summary>By the looks of it the record was moved away from under a hold: a person has to look before it goes.</summary>
    void CoverMoved(long record, string actor, Instant at);

    bool Any();

    /// <summary>How many present records of the groups, noted no later than <paramref name="notedUpTo"/> and not held one by one, are covered.</summary>
    long CountIn(IReadOnlySet<long> groups, long notedUpTo, IReadOnlySet<RecordAddress> heldRecords);

    /// <summary>How many records of the kept plan are covered and still present.</summary>
    long CountOf(string digest);

    /// <summary>Who said no to present records of the kept plan, oldest first: in whatever plan, or to this very plan when it stood here before.</summary>
    IReadOnlyList<SaidNo> Against(string digest);

    /// <summary>Who said no to present records of the group, but for those in a plan that was approved since, and for the records named.</summary>
    IReadOnlyList<SaidNo> In(long group, IEnumerable<long> except, Instant now);

    /// <summary>By plan and group, in their order; without what is in a plan that waits for an answer, or was approved and is not carried out yet.</summary>
    IReadOnlyList<RejectedRecords> List(Instant now);
}
