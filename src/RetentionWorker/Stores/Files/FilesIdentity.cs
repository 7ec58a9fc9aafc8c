namespace RetentionWorker.Stores.Files;

/// <summary>The identity of a folder: its marker file.</summary>
internal sealed class FilesIdentity(string rootPath) : IStoreIdentity
{
    public Task<string?> ReadAsync(CancellationToken ct) => Task.Run(
        () =>
        {
            using var root = OpenRoot.Open(rootPath);
            return StoreMarker.Read(root.Directory);
        },
        ct);

    public Task WriteAsync(string identity, CancellationToken ct) => Task.Run(
        () =>
        {
            using var root = OpenRoot.Open(rootPath);
            StoreMarker.Write(root.Directory, identity);
        },
        ct);
}
