using RetentionWorker.CrashHost;
using RetentionWorker.Stores.Files;

namespace RetentionWorker.Tests.Run.Kills;

/// <summary>Where a study's records lie, with hands of the test's own.</summary>
internal abstract class KillPlace : IAsyncDisposable
{
    public abstract string Kind { get; }

    /// <summary>The root, or the container.</summary>
    public abstract string Place { get; }

    /// <summary>A file with a connection string, or <c>-</c>.</summary>
    public abstract string Connection { get; }

    public abstract Task PutAsync(IReadOnlyDictionary<string, string> records);

    /// <summary>Everything that is there, but for the marker of the store itself.</summary>
    public abstract Task<Dictionary<string, string>> ContentsAsync();

    /// <summary>Whether what is left of a record is as it should be: whole, or, where the store overwrites what is due, the end of it behind zeros.</summary>
    public virtual bool IsIntact(string content, string left, bool isDue) => left == content;

    /// <summary>Folders with nothing in them. A store that has no folders has none.</summary>
    public virtual IReadOnlyList<string> EmptyFolders() => [];

    public abstract ValueTask DisposeAsync();
}

/// <summary>A real folder.</summary>
internal sealed class KillFolder(bool overwritten = false) : KillPlace
{
    public override string Kind => overwritten ? Installation.OverwrittenFiles : FilesStore.Kind;

    public override bool IsIntact(string content, string left, bool isDue) =>
        base.IsIntact(content, left, isDue)
        || (overwritten && isDue && left.Length == content.Length && left.TrimStart('\0') is var rest && content.EndsWith(rest, StringComparison.Ordinal));

    public override string Place { get; } = Directory.CreateTempSubdirectory("retention-kill-store-").FullName;

    public override string Connection => "-";

    public override Task PutAsync(IReadOnlyDictionary<string, string> records)
    {
        foreach (var (name, content) in records)
        {
            var path = Path.Combine(Place, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content);
        }
        return Task.CompletedTask;
    }

    public override Task<Dictionary<string, string>> ContentsAsync() => Task.FromResult(
        Directory.EnumerateFiles(Place, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Select(path => (Name: Path.GetRelativePath(Place, path), Path: path))
            .Where(file => file.Name != ".retention-store")
            .ToDictionary(file => file.Name, file => File.ReadAllText(file.Path)));

    public override IReadOnlyList<string> EmptyFolders() =>
        [.. Directory.EnumerateDirectories(Place, "*", SearchOption.AllDirectories).Where(d => !Directory.EnumerateFileSystemEntries(d).Any()).Select(d => Path.GetRelativePath(Place, d))];

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(Place, recursive: true);
        return ValueTask.CompletedTask;
    }
}
