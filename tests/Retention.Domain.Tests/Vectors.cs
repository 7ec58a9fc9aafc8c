namespace Retention.Domain.Tests;

/// <summary>Published test vectors that are not part of this repository: beside it, or where RETENTION_VECTORS says.</summary>
internal static class Vectors
{
    public static string Directory { get; } = Environment.GetEnvironmentVariable("RETENTION_VECTORS") ?? Beside();

    private static string Beside()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "RetentionWorker.sln")))
                return Path.GetFullPath(Path.Combine(at.FullName, "..", "shared", "vectors"));
        }
        return "/nowhere";
    }
}
