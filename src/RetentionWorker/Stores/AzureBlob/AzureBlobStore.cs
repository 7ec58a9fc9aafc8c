using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using NodaTime;
using Retention.Domain.Facts;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>The parts of one container, unwrapped: each asks the service once and says what came of it.</summary>
internal sealed class AzureBlobStore
{
    private const int DefaultParallelism = 16;
    private const int DefaultPageSize = 5000;

    private readonly StoreName name;
    private readonly BlobVerification verification;

    /// <param name="name">The store's configured name.</param>
    /// <param name="container">The container's client, of <see cref="BlobConnection"/>.</param>
    /// <param name="options">Checked options.</param>
    /// <param name="clock">For the dates of residue.</param>
    /// <param name="time">For deadlines.</param>
    public AzureBlobStore(StoreName name, BlobContainerClient container, AzureBlobStoreOptions options, IClock clock, TimeProvider time)
    {
        this.name = name;
        var parallelism = Share(options).Requests;
        var calls = new BlobCalls(
            TimeSpan.FromSeconds(options.CallSeconds ?? BlobCalls.DefaultCallSeconds), TimeSpan.FromSeconds(options.PageSeconds ?? BlobCalls.DefaultPageSeconds), time);
        var listing = new BlobListing(container, calls);
        var residue = new BlobResidue(options.Declared!.ToResidue(), new BlobSettings(container.GetParentBlobServiceClient(), calls, clock), clock);
        Identity = new AzureBlobIdentity(container, calls);
        Clock = new AzureBlobClock(container, calls);
        Planter = new AzureBlobPlanter(container, calls, Identity);
        Pages = new BlobPages(listing, options.PageSize ?? DefaultPageSize);
        verification = new BlobVerification(container, listing, Identity, residue, parallelism);
        Eraser = new AzureBlobEraser(name, container, calls, listing, Identity, residue, parallelism, time);
    }

    /// <summary>How many batches a run works on at once, and how many requests each may have in flight: together what <c>parallelism</c> allows.</summary>
    public static (int Batches, int Requests) Share(AzureBlobStoreOptions options) =>
        (options.Parallelism ?? DefaultParallelism) is >= 4 and var all ? (2, all / 2) : (1, options.Parallelism ?? DefaultParallelism);

    public IStoreIdentity Identity { get; }

    public IStoreClock Clock { get; }

    public IRecordPlanter Planter { get; }

    public IRecordPages Pages { get; }

    public IRecordEraser Eraser { get; }

    /// <summary>The reader over the pages and the identity given, which may be wrapped ones.</summary>
    public AzureBlobReader Reader(IRecordPages pages, IStoreIdentity identity) => new(name, pages, identity, verification);

    /// <summary>The reader over the unwrapped parts.</summary>
    public AzureBlobReader Reader() => Reader(Pages, Identity);
}
