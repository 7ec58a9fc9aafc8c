using Retention.Domain.Facts;
using RetentionWorker.Stores.AzureBlob;
using RetentionWorker.Stores.Files;

namespace RetentionWorker.Hosting.Configuration;

/// <summary>Reads the configured stores: each by its kind into the options that live beside that kind.</summary>
internal static class StoreSettings
{
    private static readonly string[] Kinds = ["files", "azureBlob"];

    public static IReadOnlyList<StoreSetting> Read(OptionsSection stores, string baseDirectory, string dataDirectory)
    {
        var settings = new List<StoreSetting>();
        var roots = new List<(string Key, string RootPath)>();
        foreach (var name in stores.Names)
        {
            if (IdSyntax.ProblemOf(name) is { } problem)
                stores.Problem(name, $"is not a store's name: {problem}");
            if (ReadOne(stores.Section(name), new StoreName(name), baseDirectory) is not { } setting)
                continue;
            settings.Add(setting);
            if (setting is StoreSetting.Files { Options: { Root.Length: > 0 } files } && !files.Root.Contains('\0'))
                roots.Add((stores.PathOf(name), FilesStoreOptionsCheck.RootPath(files, baseDirectory)));
        }
        stores.RefuseUnknown();
        foreach (var twins in settings.OfType<StoreSetting.AzureBlob>().GroupBy(a => (a.Options.Service?.TrimEnd('/').ToLowerInvariant(), a.Options.ConnectionStringFile, a.Options.Container)).Where(g => g.Count() > 1))
            stores.Problem(twins.Last().Name.Value + ".container", $"is the container of {stores.PathOf(twins.First().Name.Value)} too; a record would belong to both");
        Note(stores, FilesStoreOptionsCheck.Overlaps(roots));
        foreach (var (key, root) in roots.Where(r => FilesStoreOptionsCheck.Overlap(r.RootPath, dataDirectory)))
            stores.Notes.Problems.Add(new($"{key}.root", $"overlaps the data directory {dataDirectory}: the catalogue would be a record"));
        return settings;
    }

    private static StoreSetting? ReadOne(OptionsSection store, StoreName name, string baseDirectory)
    {
        if (!store.IsWritten)
            return null;
        switch (store.Text("kind"))
        {
            case "files":
                var files = OptionsBinder.Bind<FilesStoreOptions>(store);
                Note(store, FilesStoreOptionsCheck.Problems(store.Path, files, baseDirectory));
                return new StoreSetting.Files(name, files);
            case "azureBlob":
                var azure = OptionsBinder.Bind<AzureBlobStoreOptions>(store);
                Note(store, AzureBlobStoreOptionsCheck.Problems(store.Path, azure, baseDirectory));
                return new StoreSetting.AzureBlob(name, azure);
            case var kind:
                store.Problem("kind", $"{(kind is null ? "is missing" : $"'{kind}' is not a kind of store")}; write one of: {string.Join(", ", Kinds)}"
                    + (kind is null ? "" : NearestName.Hint(kind, Kinds)));
                return null;
        }
    }

    /// <summary>A room's check says "key: what"; what the reader has said of the same key already is not said twice.</summary>
    private static void Note(OptionsSection section, IEnumerable<string> problems)
    {
        foreach (var problem in problems)
        {
            var colon = problem.IndexOf(": ", StringComparison.Ordinal);
            var path = problem[..colon];
            if (!section.Notes.Problems.Any(p => p.Path == path))
                section.Notes.Problems.Add(new(path, problem[(colon + 2)..]));
        }
    }
}
