using RetentionWorker.Stores;
using RetentionWorker.Stores.AzureBlob;

namespace RetentionWorker.Hosting.Resilience;

/// <summary>The ways into one store, wrapped: a shared patience, one budget per operation.</summary>
internal sealed record ResilientStore(IRecordReader Reader, IRecordEraser Eraser, IStoreIdentity Identity)
{
    public static ResilientStore Of(AzureBlobStore store, ResilienceOptions options, TimeProvider time)
    {
        var patience = new StorePatience(options, time);
        var identity = new ResilientStoreIdentity(store.Identity, patience);
        // A verification and a batch of erasures are operations with a budget of their own, so they use the bare parts inside.
        var reader = store.Reader(new ResilientRecordPages(store.Pages, patience), identity);
        return new ResilientStore(new ResilientRecordReader(reader, patience), new ResilientRecordEraser(store.Eraser, patience), identity);
    }
}
