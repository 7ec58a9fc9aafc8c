using NodaTime;

namespace Retention.Domain.Holds;

/// <summary>
/// What a store itself says that it will not let go: a legal hold, or immutability until an instant (exclusive). It decides nothing here; the store
/// refuses, and a person hears of it.
/// </summary>
public sealed record StoreHold(bool Legal, Instant? ImmutableUntil);
