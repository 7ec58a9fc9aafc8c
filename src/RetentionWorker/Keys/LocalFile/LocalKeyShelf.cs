using Retention.Domain.Facts;
using Retention.Domain.Keys;

namespace RetentionWorker.Keys.LocalFile;

/// <summary>Keys in files of a directory, for the owner's eyes.</summary>
/// <param name="directory">Where they are: <c>commitment-keys</c> in the data directory.</param>
internal sealed class LocalKeyShelf(string directory) : IKeyShelf, IKeyShredder
{
    public IReadOnlyList<(ProjectId Project, int Epoch, KeyState State)> List() =>
    [
        .. KeyFileName.In(directory).GroupBy(f => (f.Project, f.Epoch))
            // What can still be read counts, whatever lies beside it.
            .Select(files => (files.Key.Project, files.Key.Epoch, files.Min(f => f.State)))
            .OrderBy(key => key.Project.Value, StringComparer.Ordinal).ThenBy(key => key.Epoch),
    ];

    public bool Recover(ProjectId project, int epoch)
    {
        if (!Directory.Exists(directory))
            return false;
        PrivateFile.Move(PathOf(project, epoch, KeyState.Deleted), PathOf(project, epoch, KeyState.Active));
        return File.Exists(PathOf(project, epoch, KeyState.Active));
    }

    public void Delete(ProjectId project, int epoch)
    {
        if (Directory.Exists(directory))
            PrivateFile.Move(PathOf(project, epoch, KeyState.Active), PathOf(project, epoch, KeyState.Deleted));
    }

    public void Destroy(KeyReceipt receipt)
    {
        var (project, epoch) = (receipt.Project, receipt.Epoch);
        PrivateFile.CreateDirectory(directory);
        // First of all: an epoch that is used again would give new entries the commitments of a key that is said to be gone.
        PrivateFile.TryCreate(PathOf(project, epoch, KeyState.Destroyed), []);
        PrivateFile.Destroy(PathOf(project, epoch, KeyState.Active));
        PrivateFile.Destroy(PathOf(project, epoch, KeyState.Deleted));
    }

    private string PathOf(ProjectId project, int epoch, KeyState state) => Path.Combine(directory, new KeyFileName(project, epoch, state).ToString());
}
