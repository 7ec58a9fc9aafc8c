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

    /// <summary>
    /// The ways into a folder. Its calls are system calls, which hear no token: they are watched, and given up where they hang. A batch of erasures
    /// has no budget in all, since overwriting a large recording may take hours; it is given up when it shows no sign of life for so long.
    /// </summary>
    public static ResilientStore Of(IRecordReader reader, IRecordEraser eraser, IStoreIdentity identity, ResilienceOptions options, TimeProvider time)
    {
        var forFiles = options.ForFiles();
        var patience = new StorePatience(forFiles, time);
        var watch = new AnswerWatch(forFiles.Budget, time);
        return new ResilientStore(
            new ResilientRecordReader(new WatchedRecordReader(reader, watch), patience),
            new ResilientRecordEraser(new WatchedRecordEraser(eraser, watch), patience, timed: false),
            new ResilientStoreIdentity(new WatchedStoreIdentity(identity, watch), patience));
    }
}
