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
            .Select(files => (files.Key.Project, files.Key.Epoch, StateOf([.. files])))
            .OrderBy(key => key.Project.Value, StringComparer.Ordinal).ThenBy(key => key.Epoch),
    ];

    public bool Recover(ProjectId project, int epoch)
    {
        if (!Directory.Exists(directory) || PrivateFile.IsBlank(PathOf(project, epoch, KeyState.Deleted)))
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
        var remains = PathOf(project, epoch, KeyState.Destroyed);
        // First of all: an epoch that is used again would give new entries the commitments of a key that is said to be gone.
        PrivateFile.TryCreate(remains, []);
        PrivateFile.Destroy(PathOf(project, epoch, KeyState.Active), remains);
        PrivateFile.Destroy(PathOf(project, epoch, KeyState.Deleted), remains);
    }

    public void Finish(ProjectId project, int epoch)
    {
        var remains = PathOf(project, epoch, KeyState.Destroyed);
        if (!File.Exists(remains))
            return;
        PrivateFile.Empty(remains);
        foreach (var state in (KeyState[])[KeyState.Active, KeyState.Deleted])
        {
            if (PrivateFile.IsBlank(PathOf(project, epoch, state)))
                PrivateFile.Destroy(PathOf(project, epoch, state), remains);
        }
    }

    /// <summary>What can still be read counts, whatever lies beside it; zeros beside the name of what is gone are what a killed process left of it.</summary>
    private KeyState StateOf(List<KeyFileName> files) => files.Where(f => files.Count == 1 || f.State == KeyState.Destroyed || !PrivateFile.IsBlank(PathOf(f.Project, f.Epoch, f.State))).Min(f => f.State);

    private string PathOf(ProjectId project, int epoch, KeyState state) => Path.Combine(directory, new KeyFileName(project, epoch, state).ToString());
}
