using System.Globalization;
using Retention.Domain.Transparency;
using RetentionWorker.Keys;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Anchor.Places;

/// <summary>
/// Checkpoints in a folder, one file each, named after their size: none ever takes the place of another. Of use where the folder is on another machine, and this one may add to it only.
/// The folder itself is never made: where it is missing, it is not mounted.
/// </summary>
internal sealed class DirectoryPlace(string name, string path) : IAnchorPlace
{
    public string Name => name;

    public string Kind => AnchorKinds.Directory;

    public Task<AnchorReceipt> TakeAsync(LogCheckpoint checkpoint, CancellationToken ct)
    {
        Earlier.MustBegin(checkpoint, Latest(checkpoint.Origin, ct));
        try
        {
            var file = Path.Combine(FolderOf(checkpoint.Origin), checkpoint.Size.ToString("D20", CultureInfo.InvariantCulture));
            if (!File.Exists(file))
                PublicFile.Replace(file, checkpoint.Note);
            else if (!File.ReadAllBytes(file).AsSpan().SequenceEqual(checkpoint.Note))
                throw new AnchorFault(RefusedAnchor.OtherHistory);
            return Task.FromResult(new AnchorReceipt(checkpoint.Note, null));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new AnchorFault(AnchorCodes.Refused, fault);
        }
    }

    public byte[]? Latest(string origin, CancellationToken ct)
    {
        if (!Directory.Exists(path))
            throw new AnchorFault(AnchorCodes.Unreachable);
        try
        {
            var folder = FolderOf(origin);
            var last = Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)!).Where(f => f.Length == 20 && f.All(char.IsAsciiDigit)).Max(StringComparer.Ordinal) : null;
            return last is null ? null : File.ReadAllBytes(Path.Combine(folder, last));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new AnchorFault(AnchorCodes.Unreachable, fault);
        }
    }

    private string FolderOf(string origin) => Path.Combine(path, origin.Replace('/', '-'));
}
