using NodaTime;
using Retention.Domain.Facts;

namespace Retention.Domain.Plans;

/// <summary>One record of a plan, exactly as it was seen.</summary>
/// <param name="RecordId">The catalogue's number of the record.</param>
/// <param name="Address">Store and exact name.</param>
/// <param name="Version">The version that was seen; another one is never erased under this plan.</param>
/// <param name="Size">In bytes.</param>
/// <param name="GroupId">The catalogue's number of its group of equal facts.</param>
public sealed record PlannedRecord(long RecordId, RecordAddress Address, RecordVersion Version, long Size, long GroupId);

/// <summary>
/// The head of a plan: what it was made from and what it comes to. The records themselves stream from the catalogue in the order of the digest.
/// The digest is the lower-case hex SHA-256 of the plan as canonical JSON (RFC 8785): schedule, hold epoch, store identities and each record's
/// store, exact name and version: what the plan would do, not when it was made. Equal digests erase equally.
/// </summary>
/// <param name="Digest">See above.</param>
/// <param name="ScheduleSha256">The schedule it was made under.</param>
/// <param name="HoldEpoch">The catalogue's hold epoch when it was made.</param>
/// <param name="StoreIdentities">The identity of each store that it touches.</param>
/// <param name="Scope">What it was asked for.</param>
/// <param name="Records">How many records it would erase.</param>
/// <param name="Bytes">Their size together.</param>
/// <param name="MadeAt">When it was made; not part of the digest.</param>
/// <param name="Early">The reason where it takes records before their time (<see cref="EarlyReason"/>); null for what is due.</param>
/// <param name="NotedUpTo">What the catalogue noted later is not in the plan; not part of the digest.</param>
public sealed record ErasurePlan(
    string Digest,
    string ScheduleSha256,
    long HoldEpoch,
    IReadOnlyDictionary<StoreName, string> StoreIdentities,
    PlanScope Scope,
    long Records,
    long Bytes,
    Instant MadeAt,
    EarlyReason? Early,
    long NotedUpTo);

/// <summary>Why records are erased after their starting point and before their time (Art. 5(1)(e): no longer than is necessary).</summary>
public enum EarlyReason
{
    /// <summary>The purpose is fulfilled sooner than the schedule foresaw.</summary>
    NoLongerNecessary,
    /// <summary>The participant asked, without withdrawing.</summary>
    ParticipantRequest,
    /// <summary>A contract or an ethics committee asks for it.</summary>
    Agreement,
}

/// <summary>What a plan was asked for; null is not narrowed. The daemon's own plans are not narrowed at all.</summary>
public sealed record PlanScope(ProjectId? Project, CategoryName? Category, ParticipantId? Participant)
{
    /// <summary>Everything that is due.</summary>
    public static readonly PlanScope Everything = new(null, null, null);
}
