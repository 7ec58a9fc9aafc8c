using Retention.Domain.Facts;
using Retention.Domain.Guards;

namespace RetentionWorker.Catalogue;

/// <summary>How many records each store should hold.</summary>
internal interface IInventoryBook
{
    /// <summary>What the last complete listing found, less what was erased since; null before the first.</summary>
    long? Expected(StoreName store);

    /// <summary>A complete listing found so many, or a person said that so many are right.</summary>
    void Taken(StoreName store, long records);

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
