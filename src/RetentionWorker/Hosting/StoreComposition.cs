using Retention.Domain.Facts;
using RetentionWorker.Hosting.Configuration;
using RetentionWorker.Stores;
using RetentionWorker.Stores.Files;

namespace RetentionWorker.Hosting;

/// <summary>Makes the stores of a checked configuration. Only the Erase room is given their erasers.</summary>
internal sealed class StoreComposition
{
    private readonly List<ErasableStore> composed;

    public StoreComposition(RetentionOptions options) => composed = options.Stores.Select(s => Compose(s, options.BaseDirectory)).ToList();

    public IReadOnlyDictionary<StoreName, ConfiguredStore> Stores => composed.ToDictionary(s => s.Store.Name, s => s.Store);

    public IReadOnlyDictionary<StoreName, IRecordEraser> Erasers => composed.ToDictionary(s => s.Store.Name, s => s.Eraser);

    private static ErasableStore Compose(StoreSetting setting, string baseDirectory)
    {
        switch (setting)
        {
            case StoreSetting.Files files:
                var template = PathTemplate.Parse(files.Options.Template!).Template!;
                return FilesStore.Compose(files.Name, files.Options, baseDirectory, template, template.ParticipantDepth);
            default:
                throw new InvalidOperationException("The family of stores is closed.");
        }
    }
}
