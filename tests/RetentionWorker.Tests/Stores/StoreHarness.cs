using Retention.Domain.Facts;
using RetentionWorker.Stores;

namespace RetentionWorker.Tests.Stores;

/// <summary>
/// One store under test, adopted as <see cref="Adopted"/>, with a way of its own to put and see content that shares nothing with the code
/// under test. Each test has a fresh one.
/// </summary>
internal abstract class StoreHarness : IAsyncDisposable
{
    public const string Adopted = "identity-of-the-adopted-store";
    public const string Foreign = "identity-of-another-store";

    public static readonly StoreName Name = new("interviews");

    public abstract IRecordReader Reader { get; }

    public abstract IRecordEraser Eraser { get; }

    public abstract IStoreIdentity Identity { get; }

    public abstract IStoreClock Clock { get; }

    public abstract IRecordPlanter Planter { get; }

    /// <summary>Names that the store can hold and that a careless program confuses with each other or loses.</summary>
    public abstract IReadOnlyList<RecordName> AwkwardNames { get; }

    /// <summary>Names that no record of the store can have, or that are the store's own: they must never reach it.</summary>
    public abstract IReadOnlyList<RecordName> ImpossibleNames { get; }

    /// <summary>How many records make several pages here, within what the store bears in a test.</summary>
    public abstract int Many { get; }

    /// <summary>Makes the record, or replaces it by another version.</summary>
    public abstract Task PutAsync(RecordName name, string content);

    /// <summary>The record's content, or null where there is none.</summary>
    public abstract Task<string?> ContentAsync(RecordName name);

    /// <summary>Takes the store out of reach: the root is gone, the container is gone.</summary>
    public abstract Task UnplugAsync();

    /// <summary>Puts the store of <see cref="UnplugAsync"/> back.</summary>
    public abstract Task ReplugAsync();

    /// <summary>Gives the place another identity, or none: what stands there now is not the store that was adopted.</summary>
    public abstract Task ReplaceIdentityAsync(string? identity);

    public abstract ValueTask DisposeAsync();
}
