using NodaTime;
using Retention.Domain.Holds;

namespace RetentionWorker.Catalogue;

/// <summary>The present records of one group on which their store reports holds. <paramref name="Immutable"/> counts those that no legal hold keeps too.</summary>
internal sealed record StoreHeldGroup(long GroupId, long Legal, long Immutable, Instant? ImmutableUntil);

/// <summary>What the stores themselves hold, as their listings and refusals say. It decides nothing; it is shown beside our own holds.</summary>
internal interface IStoreHoldBook
{
    /// <summary>A refusal that names the store's own hold; it counts as long as the record's setback stands.</summary>
    void NoteRefusal(long record, StoreHold hold);

    IReadOnlyList<StoreHeldGroup> ByGroup();
}
