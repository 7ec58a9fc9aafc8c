using NodaTime;

namespace Retention.Domain.Approvals;

/// <summary>
/// Somebody's no, their last, to the erasure of so many records. <paramref name="Plan"/> is the digest of the plan that they rejected, <paramref name="Code"/>
/// why; null where nobody did, and the records came from under a hold by being moved.
/// </summary>
public sealed record SaidNo(string? Plan, string Actor, Instant At, string Code, long Records);
