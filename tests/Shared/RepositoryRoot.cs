namespace RetentionWorker.Tests.Shared;

/// <summary>Where the repository lies, seen from a built test project.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    /// <summary>A folder of recordings and vectors that are kept beside the repository, or null where they are not at hand.</summary>
    public static string? Vectors(string folder)
    {
        var root = Environment.GetEnvironmentVariable("RETENTION_VECTORS") ?? System.IO.Path.Combine(Path, "..", "shared", "vectors");
        var place = System.IO.Path.GetFullPath(System.IO.Path.Combine(root, folder));
        return Directory.Exists(place) ? place : null;
    }

    private static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(System.IO.Path.Combine(at.FullName, "RetentionWorker.sln")))
            at = at.Parent;
        return at?.FullName ?? throw new InvalidOperationException("No RetentionWorker.sln above the test's folder.");
    }
}
