using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Keys;
using RetentionWorker.Keys;

namespace RetentionWorker.Record;

/// <summary>
/// The keys that make the log's commitments matchable: one of 32 bytes per project and epoch, in files of their own (<see cref="KeyFileName"/>) apart from
/// the log. Destroying a key turns the entries of its project and epoch into noise. Made at first use; safe for several threads and processes.
/// </summary>
/// <param name="directory">Where the keys are: <c>commitment-keys</c> in the data directory.</param>
/// <param name="randomBytes">So many bytes from a cryptographic source.</param>
/// <param name="latestEpoch">The project's latest epoch that was ever noted, 0 for none: where the directory was lost, it is not used again for another key.</param>
internal sealed class CommitmentKeys(string directory, Func<int, byte[]> randomBytes, Func<ProjectId, int>? latestEpoch = null)
{
    private readonly Lock gate = new();
    private readonly Dictionary<ProjectId, byte[]> current = [];

    /// <summary>The key of the project's latest epoch in use, made where there is none. It is on disk before this returns.</summary>
    public byte[] Current(ProjectId project)
    {
        lock (gate)
        {
            if (current.TryGetValue(project, out var key))
                return key;
            PrivateFile.CreateDirectory(directory);
            // One listing for both questions: between two of them another process may have made the key that is missing.
            var files = KeyFileName.In(directory).Where(f => f.Project == project).ToList();
            var epoch = files.Where(f => f.State == KeyState.Active).Select(f => f.Epoch).DefaultIfEmpty(0).Max();
            // Whoever made the key may not have come to its flush.
            if (epoch > 0)
                PrivateFile.FlushDirectory(directory);
            key = epoch > 0 ? Read(project, epoch) : Make(project, 1 + Math.Max(latestEpoch?.Invoke(project) ?? 0, files.Select(f => f.Epoch).DefaultIfEmpty(0).Max()));
            current.Add(project, key);
            return key;
        }
    }

    /// <summary>Lets go of the project's key: it was taken out of use, or another one was put into use.</summary>
    public void Forget(ProjectId project)
    {
        lock (gate)
            current.Remove(project);
    }

    /// <summary>Every key of the project in use, the oldest epoch first; none is made.</summary>
    public IReadOnlyList<byte[]> Living(ProjectId project) => [.. Epochs(project).Select(epoch => Read(project, epoch))];

    /// <summary>Every project that has a key in use.</summary>
    public IReadOnlyList<ProjectId> Projects() =>
        [.. Active().Select(f => f.Project).Distinct().OrderBy(p => p.Value, StringComparer.Ordinal)];

    /// <summary>Every key that was taken out of use: deleted or destroyed.</summary>
    public IReadOnlyList<KeyFileName> OutOfUse() => [.. KeyFileName.In(directory).Where(f => f.State != KeyState.Active)];

    private IEnumerable<int> Epochs(ProjectId project) => Active().Where(f => f.Project == project).Select(f => f.Epoch).Order();

    private IEnumerable<KeyFileName> Active() => KeyFileName.In(directory).Where(f => f.State == KeyState.Active);

    private byte[] Make(ProjectId project, int epoch)
    {
        if (IdSyntax.ProblemOf(project.Value) is { } problem)
            throw new ArgumentException($"No key for a project whose id is no id: {problem}.", nameof(project));
        var key = randomBytes(Commitment.KeyLength);
        return PrivateFile.TryCreate(PathOf(project, epoch), key) ? key : Read(project, epoch);
    }

    private byte[] Read(ProjectId project, int epoch)
    {
        var key = File.ReadAllBytes(PathOf(project, epoch));
        if (key.Length != Commitment.KeyLength || !key.AsSpan().ContainsAnyExcept((byte)0))
        {
            throw new InvalidDataException(
                $"The commitment key of project {project}, epoch {epoch} ({PathOf(project, epoch)}), is not {Commitment.KeyLength} random bytes: put it back from a backup, or move it away, and another one is made.");
        }
        return key;
    }

    private string PathOf(ProjectId project, int epoch) => Path.Combine(directory, new KeyFileName(project, epoch, KeyState.Active).ToString());
}
