using NodaTime;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue;

/// <summary>Present records of one group that the rejection of a plan covers. <paramref name="Code"/> says why it was rejected, at <paramref name="At"/>.</summary>
internal sealed record RejectedRecords(string Digest, string Code, Instant At, long Group, long Records);

/// <summary>
/// The records to whose erasure a person said no last, whatever plan they come back in. A rejection of early erasure is none: it does not say
/// that they shall stay beyond the schedule's day.
/// </summary>
internal interface IRejectionBook
{
    /// <summary>
    /// Covers the records of a kept plan. An approval of another plan that contains any of them counts no more: the newer no wins, and that plan waits
    /// again. Returns those plans' digests.
    /// </summary>
    IReadOnlyList<string> Cover(string digest);

    /// <summary>A person said yes to the records of the kept plan: the older no counts no more.</summary>
    void Lift(string digest);

    bool Covers(long recordId);

    /// <summary>How many present records of the groups, noted no later than <paramref name="notedUpTo"/> and not held one by one, are covered.</summary>
    long CountIn(IReadOnlySet<long> groups, long notedUpTo, IReadOnlySet<RecordAddress> heldRecords);

    /// <summary>How many records of the kept plan are covered and still present.</summary>
    long CountOf(string digest);

    /// <summary>By plan and group, in their order.</summary>
    IReadOnlyList<RejectedRecords> List();
}
