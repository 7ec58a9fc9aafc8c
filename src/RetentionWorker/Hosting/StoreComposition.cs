using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Hosting.Configuration;
using RetentionWorker.Hosting.Resilience;
using RetentionWorker.Stores;
using RetentionWorker.Stores.AzureBlob;
using RetentionWorker.Stores.Files;

namespace RetentionWorker.Hosting;

/// <summary>Makes the stores of a checked configuration. Only the Erase room is given their erasers.</summary>
internal sealed class StoreComposition
{
    private readonly List<(ErasableStore Way, IRecordPlanter Planter)> composed;
    private readonly IReadOnlySet<StoreName> withCanaries;

    public StoreComposition(RetentionOptions options, IClock clock)
    {
        withCanaries = options.Canaries;
        composed = [.. options.Stores.Select(s => Compose(s, options, clock))
            .Select(s => (s.Way with { Store = s.Way.Store with { Clock = ClockOf(s.Way.Store, clock) } }, (IRecordPlanter)new WatchedPlanter(s.Planter, TimeProvider.System)))];
    }

    public IReadOnlyDictionary<StoreName, ConfiguredStore> Stores => composed.ToDictionary(s => s.Way.Store.Name, s => s.Way.Store);

    public IReadOnlyDictionary<StoreName, IRecordEraser> Erasers => composed.ToDictionary(s => s.Way.Store.Name, s => s.Way.Eraser);

    /// <summary>The stores in which canaries are wanted.</summary>
    public IReadOnlyDictionary<StoreName, PlantableStore> Plantable => composed.Where(s => withCanaries.Contains(s.Way.Store.Name))
        .ToDictionary(s => s.Way.Store.Name, s => new PlantableStore(s.Way.Store, s.Planter));

    /// <summary>A store's time speaks for or against the machine's own clock. Of a simulated calendar it says nothing.</summary>
    private static WatchedStoreClock? ClockOf(ConfiguredStore store, IClock clock) =>
        clock is SystemClock && store.Clock is { } there ? new WatchedStoreClock(there, TimeProvider.System) : null;

    private static (ErasableStore Way, IRecordPlanter Planter) Compose(StoreSetting setting, RetentionOptions options, IClock clock)
    {
        switch (setting)
        {
            case StoreSetting.Files { Options: var files }:
                var template = PathTemplate.Parse(files.Template!).Template!;
                var (store, eraser) = FilesStore.Compose(setting.Name, files, options.BaseDirectory, template, template.ParticipantDepth);
                var patient = ResilientStore.Of(store.Reader, eraser, store.Identity, options.Resilience, TimeProvider.System);
                return (new ErasableStore(store with { Reader = patient.Reader, Identity = patient.Identity }, patient.Eraser), new FilesPlanter(FilesStoreOptionsCheck.RootPath(files, options.BaseDirectory)));
            case StoreSetting.AzureBlob { Options: var azure }:
                return Compose(setting.Name, azure, options, clock);
            default:
                throw new InvalidOperationException("The family of stores is closed.");
        }
    }

    /// <summary>Apart, so that the cloud's libraries are loaded only where a store needs them.</summary>
    private static (ErasableStore Way, IRecordPlanter Planter) Compose(StoreName name, AzureBlobStoreOptions azure, RetentionOptions options, IClock clock)
    {
        var parts = new AzureBlobStore(name, BlobConnection.Open(azure, options.BaseDirectory), azure, clock, TimeProvider.System);
        var patient = ResilientStore.Of(parts, options.Resilience, TimeProvider.System);
        var store = new ConfiguredStore(
            name, "azureBlob", PathTemplate.Parse(azure.Template!).Template!, azure.Declared!.ToResidue(), patient.Reader, patient.Identity,
            AzureBlobStore.Share(azure).Batches)
        {
            Clock = parts.Clock,
        };
        return (new ErasableStore(store, patient.Eraser), parts.Planter);
    }
}
