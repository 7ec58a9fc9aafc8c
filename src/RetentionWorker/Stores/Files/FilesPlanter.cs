using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Stores.Files.Native;

namespace RetentionWorker.Stores.Files;

/// <summary>Makes files beneath the root, by names that do not exist. Folders on the way are made where they are missing and never removed here.</summary>
internal sealed class FilesPlanter(string rootPath) : IRecordPlanter
{
    private const int OwnersFile = 0x180;
    private const int OwnersFolder = 0x1C0;

    public Task<PlantOutcome> PlantAsync(RecordName name, ReadOnlyMemory<byte> content, Instant at, string identity, CancellationToken ct) =>
        Task.Run(() => Plant(name, content.Span, at, identity), ct);

    private PlantOutcome Plant(RecordName name, ReadOnlySpan<byte> content, Instant at, string identity)
    {
        if (FileName.RefusalOf(name.Bytes) is { } refusal)
            throw new StoreFault(StoreFaultKind.Denied, refusal, "No record of a folder can have the name.");
        using var root = OpenRoot.OpenAdopted(rootPath, out var found);
        if (found != identity)
            throw new StoreFault(StoreFaultKind.Suspect, "marker-differs", "The folder is not the store that it was: its identity is another one.");
        using var folder = FolderOf(root, FileName.DirectoryOf(name.Bytes));
        var number = LibC.OpenBeneath(folder.Number, FileName.EntryOf(name.Bytes), LibC.WriteOnly | LibC.Create | LibC.Exclusive | LibC.NoFollow, OwnersFile);
        if (number == -Errno.EEXIST)
            return PlantOutcome.Exists;
        using (var file = new Descriptor(Made(number)))
        {
            if (Made(LibC.Write(file.Number, content, 0)) < content.Length)
                throw Errno.Fault(Errno.ENOSPC, Doing);
            Made(LibC.SetModified(file.Number, at.ToUnixTimeSeconds(), 0));
            Made(LibC.Sync(file.Number));
        }
        Made(LibC.Sync(folder.Number));
        root.RequireUnchanged(identity);
        return PlantOutcome.Planted;
    }

    /// <summary>Opens the folder, segment by segment; one that is made is flushed into the one above it.</summary>
    private static Descriptor FolderOf(OpenRoot root, ReadOnlySpan<byte> name)
    {
        var folder = new Descriptor(Made(root.OpenDirectory([])));
        foreach (var range in name.Split((byte)'/'))
        {
            if (name[range].IsEmpty)
                break;
            var above = folder;
            try
            {
                var made = LibC.MakeDirectory(above.Number, name[range], OwnersFolder);
                if (made != -Errno.EEXIST)
                    Made(made);
                if (made >= 0)
                    Made(LibC.Sync(above.Number));
                folder = new Descriptor(Made(LibC.OpenBeneath(above.Number, name[range], LibC.DirectoryOnly)));
            }
            finally
            {
                above.Dispose();
            }
        }
        return folder;
    }

    private const string Doing = "a record of the program's own was planted";

    /// <summary>A link or a file in a folder's place, or another file system, says nothing against the store as a whole: only this name cannot be made.</summary>
    private static int Made(int result) => result switch
    {
        >= 0 => result,
        -Errno.ENOTDIR or -Errno.ELOOP or -Errno.EXDEV or -Errno.ENOENT or -Errno.ENAMETOOLONG or -Errno.EROFS => throw new StoreFault(StoreFaultKind.Denied, Errno.Code(-result), $"The folder refused while {Doing} ({Errno.Code(-result)})."),
        _ => throw Errno.Fault(-result, Doing),
    };
}
