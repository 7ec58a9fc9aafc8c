using System.Globalization;
using Retention.Domain.Audit;
using Retention.Domain.Facts;

namespace RetentionWorker.Record;

/// <summary>
/// The keys that make the log's commitments matchable: one of 32 bytes per project and epoch, in files of their own (<c>PROJECT.EPOCH.key</c>) apart from
/// the log. Destroying a key turns the entries of its project and epoch into noise. Made at first use; safe for several threads and processes.
/// </summary>
/// <param name="directory">Where the keys are: <c>commitment-keys</c> in the data directory.</param>
/// <param name="randomBytes">So many bytes from a cryptographic source.</param>
internal sealed class CommitmentKeys(string directory, Func<int, byte[]> randomBytes)
{
    private const string Suffix = ".key";
    private readonly Lock gate = new();
    private readonly Dictionary<ProjectId, byte[]> current = [];

    /// <summary>The key of the project's latest epoch, made where there is none. It is on disk before this returns.</summary>
    public byte[] Current(ProjectId project)
    {
        lock (gate)
        {
            if (current.TryGetValue(project, out var key))
                return key;
            PrivateFile.CreateDirectory(directory);
            var epoch = Epochs(project).LastOrDefault();
            // Whoever made the key may not have come to its flush.
            if (epoch > 0)
                PrivateFile.FlushDirectory(directory);
            key = epoch > 0 ? Read(project, epoch) : Make(project, 1);
            current.Add(project, key);
            return key;
        }
    }

    /// <summary>Every key of the project that still lives, the oldest epoch first; none is made.</summary>
    public IReadOnlyList<byte[]> Living(ProjectId project) => [.. Epochs(project).Select(epoch => Read(project, epoch))];

    /// <summary>Every project that has a living key.</summary>
    public IReadOnlyList<ProjectId> Projects() =>
        [.. Files().Select(f => f.Project).Distinct().OrderBy(p => p.Value, StringComparer.Ordinal)];

    private IEnumerable<int> Epochs(ProjectId project) => Files().Where(f => f.Project == project).Select(f => f.Epoch).Order();

    private IEnumerable<(ProjectId Project, int Epoch)> Files()
    {
        if (!Directory.Exists(directory))
            yield break;
        foreach (var path in Directory.EnumerateFiles(directory))
        {
            var name = Path.GetFileName(path);
            var dot = name.EndsWith(Suffix, StringComparison.Ordinal) ? name.LastIndexOf('.', name.Length - Suffix.Length - 1) : -1;
            if (dot > 0 && int.TryParse(name.AsSpan(dot + 1, name.Length - Suffix.Length - dot - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch))
                yield return (new ProjectId(name[..dot]), epoch);
        }
    }

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
        return key.Length == Commitment.KeyLength ? key : throw new InvalidDataException($"The commitment key of project {project}, epoch {epoch}, does not have {Commitment.KeyLength} bytes.");
    }

    private string PathOf(ProjectId project, int epoch) =>
        Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{project.Value}.{epoch}{Suffix}"));
}
