using NodaTime;

namespace RetentionWorker.Stores;

/// <summary>
/// A store's own word on what time it is. <paramref name="IsElsewhere"/>: it is another machine's clock, and not this one's again.
/// </summary>
internal sealed record ToldTime(Instant At, bool IsElsewhere);

/// <summary>The clock of a store, as far as it shows one. It is evidence beside the system's own, and asking it changes no record.</summary>
internal interface IStoreClock
{
    /// <summary>
    /// The time there now, or null where the store gives none (a root that cannot be written: that is no fault). Throws <see cref="StoreFault"/>
    /// where it does not answer.
    /// </summary>
    Task<ToldTime?> TellAsync(CancellationToken ct);
}
