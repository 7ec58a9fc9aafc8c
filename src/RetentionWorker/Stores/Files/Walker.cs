using Retention.Domain.Facts;
using RetentionWorker.Stores.Files.Native;

namespace RetentionWorker.Stores.Files;

/// <summary>
/// Walks a whole store, page by page, by open directories and bytes. No symbolic link is followed, no mount is crossed, and what cannot be
/// read is an item of its own. A directory is read to its end before its folders are entered, so that it is needed for opening them only:
/// beyond <see cref="MostOpen"/> the outermost ones are closed, and opened again by name (the same place, or unreadable) when their turn comes.
/// </summary>
internal sealed class Walker : IDisposable
{
    public const int PageSize = 1000;
    public const int MostOpen = 64;

    /// <summary>A folder takes four steps or more: it is entered, read, found to be at its end, left.</summary>
    private const int StepsPerPage = 8 * PageSize;

    private readonly OpenRoot root;
    private readonly bool overwritten;
    private readonly byte[] buffer = new byte[32 * 1024];
    private readonly List<Level> levels = [];
    private byte[] path = new byte[512];
    private int open;
    private List<DiscoveredItem> page = [];

    /// <param name="root">The store's root.</param>
    /// <param name="overwritten">Whether the store's files may be left half overwritten, and so look newer than they are.</param>
    public Walker(OpenRoot root, bool overwritten = false)
    {
        this.root = root;
        this.overwritten = overwritten;
        var number = root.OpenDirectory([]);
        if (number < 0)
            throw Errno.Fault(-number, "its root was listed");
        Enter(new Descriptor(number), 0);
    }

    /// <summary>One directory on the way down. Its name is the first bytes of the path, so many.</summary>
    private sealed class Level(int pathLength, FileFacts place)
    {
        public int PathLength => pathLength;

        public FileFacts Place => place;

        public Descriptor? Directory { get; set; }

        public PackedNames Folders { get; } = new();

        public bool IsRead { get; set; }
    }

    /// <summary>Whether nothing is left to look at.</summary>
    public bool IsAtEnd => levels.Count == 0;

    /// <summary>The next items, some thousand at most. None where so many folders held none, so that no page takes for ever.</summary>
    public IReadOnlyList<DiscoveredItem> NextPage(CancellationToken ct)
    {
        page = new List<DiscoveredItem>(PageSize);
        for (var steps = 0; levels.Count > 0 && page.Count < PageSize && steps < StepsPerPage; steps++)
        {
            ct.ThrowIfCancellationRequested();
            var level = levels[^1];
            if (!level.IsRead)
                ReadSome(level);
            else if (level.Folders.IsEmpty)
                Leave(level);
            else
                EnterNext(level);
        }
        return page;
    }

    public void Dispose()
    {
        foreach (var level in levels)
            level.Directory?.Dispose();
        levels.Clear();
    }

    private void ReadSome(Level level)
    {
        var directory = level.Directory!.Number;
        var length = LibC.Entries(directory, buffer);
        if (length <= 0)
        {
            level.IsRead = true;
            // A directory that was removed while it was open has no entries any more.
            if (length < 0 && length != -Errno.ENOENT)
                Unreadable(level.PathLength, -length, "it was listed");
            return;
        }
        var entries = new DirectoryEntries(buffer.AsSpan(0, length));
        while (entries.Next())
        {
            if (level.PathLength == 0 && entries.Name.SequenceEqual(StoreMarker.Probe))
                continue;
            if (StoreMarker.IsOwnName(entries.Name))
            {
                if (level.PathLength > 0)
                    page.Add(new DiscoveredItem.Unreadable(NameOf(level, entries.Name), "marker-of-another-store"));
            }
            else if (entries.Kind == EntryKind.Directory)
                level.Folders.Push(entries.Name);
            else
                Look(level, entries.Name, canBeDirectory: true);
        }
    }

    private void Look(Level level, ReadOnlySpan<byte> entry, bool canBeDirectory)
    {
        var result = LibC.Facts(level.Directory!.Number, entry, out var facts);
        if (result == -Errno.ENOENT)
            return;
        if (result < 0)
            page.Add(new DiscoveredItem.Unreadable(NameOf(level, entry), Errno.Code(-result)));
        else if (facts.IsDirectory && canBeDirectory)
            level.Folders.Push(entry);
        else if (facts.IsDirectory || facts.IsMountPoint)
            page.Add(new DiscoveredItem.Unreadable(NameOf(level, entry), Errno.Code(Errno.EXDEV)));
        else
        {
            var modified = overwritten ? FirstTime.Of(level.Directory!, entry, facts) : facts;
            page.Add(new DiscoveredItem.Found(NameOf(level, entry), FileVersion.Of(facts), (long)facts.Size, FileVersion.ModifiedAt(modified)));
        }
    }

    private void EnterNext(Level level)
    {
        var entry = level.Folders.Pop();
        if (level.Directory is null && !Reopen(level))
        {
            levels.RemoveAt(levels.Count - 1);
            return;
        }
        var number = LibC.OpenBeneath(level.Directory!.Number, entry, LibC.DirectoryOnly);
        var pathLength = Append(level.PathLength, entry);
        if (number is -Errno.ELOOP or -Errno.ENOTDIR)
            Look(level, path.AsSpan(pathLength - entry.Length, entry.Length), canBeDirectory: false);
        else if (number < 0 && number != -Errno.ENOENT)
            Unreadable(pathLength, -number, "a folder was opened");
        if (level.Folders.IsEmpty)
            Leave(level);
        if (number >= 0)
            Enter(new Descriptor(number), pathLength);
    }

    private void Enter(Descriptor directory, int pathLength)
    {
        var result = LibC.Facts(directory.Number, out var place);
        if (result < 0)
        {
            directory.Dispose();
            Unreadable(pathLength, -result, "a folder was opened");
            return;
        }
        levels.Add(new Level(pathLength, place) { Directory = directory });
        if (++open > MostOpen)
            Close(levels.First(level => level.Directory is not null));
    }

    private bool Reopen(Level level)
    {
        var number = root.OpenDirectory(path.AsSpan(0, level.PathLength));
        if (number < 0)
        {
            Unreadable(level.PathLength, -number, "a folder was opened again");
            return false;
        }
        var directory = new Descriptor(number);
        if (LibC.Facts(number, out var place) < 0 || !place.IsSamePlaceAs(level.Place))
        {
            directory.Dispose();
            page.Add(new DiscoveredItem.Unreadable(RecordName.FromBytes(path.AsSpan(0, level.PathLength)), "moved"));
            return false;
        }
        level.Directory = directory;
        open++;
        return true;
    }

    private void Leave(Level level)
    {
        Close(level);
        levels.RemoveAt(levels.Count - 1);
    }

    private void Close(Level level)
    {
        if (level.Directory is null)
            return;
        level.Directory.Dispose();
        level.Directory = null;
        open--;
    }

    /// <summary>Without its root, or without descriptors, the whole listing would be a lie; any other place is reported.</summary>
    private void Unreadable(int pathLength, int errno, string doing)
    {
        if (pathLength == 0 || Errno.IsShortage(errno))
            throw Errno.Fault(errno, doing);
        page.Add(new DiscoveredItem.Unreadable(RecordName.FromBytes(path.AsSpan(0, pathLength)), Errno.Code(errno)));
    }

    private int Append(int pathLength, ReadOnlySpan<byte> entry)
    {
        var length = pathLength + entry.Length + 1;
        if (length > path.Length)
            Array.Resize(ref path, Math.Max(path.Length * 2, length));
        if (pathLength > 0)
            path[pathLength++] = (byte)'/';
        entry.CopyTo(path.AsSpan(pathLength));
        return pathLength + entry.Length;
    }

    private RecordName NameOf(Level level, ReadOnlySpan<byte> entry)
    {
        var separator = level.PathLength == 0 ? 0 : 1;
        var name = new byte[level.PathLength + separator + entry.Length];
        path.AsSpan(0, level.PathLength).CopyTo(name);
        if (separator == 1)
            name[level.PathLength] = (byte)'/';
        entry.CopyTo(name.AsSpan(level.PathLength + separator));
        return RecordName.Owning(name);
    }
}
