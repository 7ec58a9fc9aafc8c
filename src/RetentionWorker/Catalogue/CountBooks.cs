using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Guards;

namespace RetentionWorker.Catalogue;

/// <summary>Places of a store that could not be looked into.</summary>
internal sealed record UnreadablePlaces(StoreName Store, long Places, Instant Since);

/// <summary>How many records each store should hold, and where it could not be looked into.</summary>
internal interface IInventoryBook
{
    /// <summary>What the last complete listing found, less what was erased since; null before the first.</summary>
    long? Expected(StoreName store);

    /// <summary>A complete listing found so many, or a person said that so many are right.</summary>
    void Taken(StoreName store, long records);

    /// <summary>A complete listing could not look into so many places: what lies there is not decided.</summary>
    void Unreadable(StoreName store, long places, Instant at);

    /// <summary>Stores with places that could not be looked into when they were last listed, and since when there are any.</summary>
    IReadOnlyList<UnreadablePlaces> Unreadable();

    /// <summary>So many went by this program's hand.</summary>
    void Erased(StoreName store, long records);
}

/// <summary>How many projects and holds there should be.</summary>
internal interface IRegisterBook
{
    /// <summary>What was counted with each fact, and what is there.</summary>
    RegisterCounts Counts();

    /// <summary>A person says that what is there is right.</summary>
    void Confirm();
}
