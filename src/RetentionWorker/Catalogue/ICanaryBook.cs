using NodaTime;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue;

/// <summary>The records that the program itself planted, and where.</summary>
internal interface ICanaryBook
{
    /// <summary>Those that are not closed or may still stand, and the last one of each store and role; in the order of their numbers.</summary>
    IReadOnlyList<PlantedCanary> List();

    /// <summary>Every name of a store that a canary may stand at, with the size that it was planted with.</summary>
    IReadOnlyDictionary<RecordName, long> NamesIn(StoreName store);

    /// <summary>The number of the next one.</summary>
    long NextNumber();

    /// <summary>Adds it, or replaces the one of its number.</summary>
    void Put(PlantedCanary canary);

    /// <summary>The places where canaries are wanted, as far as that was tried.</summary>
    IReadOnlyList<CanaryPlace> Places();

    /// <summary>Notes what came of a try to plant in the store: the store's own word where it failed, or null.</summary>
    void Tried(StoreName store, string? trouble, Instant at);
}
