using Retention.Domain.Facts;

namespace RetentionWorker.Stores.Files;

/// <summary>Makes a store of a checked configuration.</summary>
internal static class FilesStore
{
    public const string Kind = "files";

    private const int UsualParallelism = 2;

    /// <summary>Composes the store; the options have passed <see cref="FilesStoreOptionsCheck"/>.</summary>
    public static ErasableStore Compose(StoreName name, FilesStoreOptions options, string baseDirectory, PathTemplate template, int? participantDepth)
    {
        var root = FilesStoreOptionsCheck.RootPath(options, baseDirectory);
        var overwrite = options.Overwrite ?? false;
        var declared = new DeclaredResidue(options.Declared!.BackupDays!.Value, options.Declared.SnapshotDays!.Value, SoftDeleteDays: 0, Versioning: false, Replicated: false);
        var store = new ConfiguredStore(
            name, Kind, template, declared, new FilesReader(name, root, overwrite), new FilesIdentity(root), options.Parallelism ?? UsualParallelism)
        {
            Clock = new FilesClock(root),
        };
        return new ErasableStore(store, new FilesEraser(name, root, overwrite, participantDepth));
    }
}
