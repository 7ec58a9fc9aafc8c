using NodaTime;
using Retention.Domain.Facts;

namespace RetentionWorker.Stores;

/// <summary>
/// The way by which the program puts a record of its own into a store, to see it vanish or stay. It makes what is not there and can do nothing else:
/// it replaces nothing and removes nothing.
/// </summary>
internal interface IRecordPlanter
{
    /// <summary>
    /// Makes a record of exactly this name, which a listing then shows, durable when the call returns; where whoever writes a record dates it, it is dated
    /// <paramref name="at"/>. <see cref="PlantOutcome.Exists"/> where anything has the
    /// name already: it stays as it is. Throws <see cref="StoreFault"/> where it cannot be made (a name that no record of the store can have:
    /// <see cref="StoreFaultKind.Denied"/>), of kind <see cref="StoreFaultKind.Suspect"/> and with nothing made where the store does not carry the identity.
    /// </summary>
    Task<PlantOutcome> PlantAsync(RecordName name, ReadOnlyMemory<byte> content, Instant at, string identity, CancellationToken ct);
}

/// <summary>What came of planting.</summary>
internal enum PlantOutcome
{
    Planted,
    Exists,
}

/// <summary>A store in which records of the program's own are wanted; handed to the Canary room alone.</summary>
internal sealed record PlantableStore(ConfiguredStore Store, IRecordPlanter Planter);
