using RetentionWorker.Stores.Files.Native;

namespace RetentionWorker.Stores.Files;

/// <summary>
/// Removes folders that erasing emptied, from the participant's own downwards: an empty folder is no record, but its name may be a participant's.
/// <paramref name="participantDepth"/> is the depth of the participant's segment, null where names tell of none. It cannot remove a record: a folder
/// that somebody fills or removes meanwhile is left as it is.
/// </summary>
internal sealed class EmptiedFolders(TouchedDirectories directories, int? participantDepth)
{
    /// <summary>Removes the folder, and those that it was the last of. <paramref name="mayGoOn"/> is asked before each.</summary>
    public void Remove(ReadOnlySpan<byte> folder, Func<bool> mayGoOn)
    {
        while (participantDepth is { } least && least > 0 && FileName.DepthOf(folder) >= least && mayGoOn())
        {
            var above = FileName.DirectoryOf(folder);
            var parent = directories.Open(above, out var errno);
            if (parent is null && errno is not (Errno.ENOENT or Errno.ENOTDIR))
                return;
            var result = parent is null ? -Errno.ENOENT : LibC.Unlink(parent.Descriptor.Number, FileName.EntryOf(folder), emptyDirectory: true);
            if (result >= 0)
            {
                parent!.IsTouched = true;
                directories.Forget(folder);
            }
            else if (result != -Errno.ENOENT)
                return;
            folder = above;
        }
    }
}
