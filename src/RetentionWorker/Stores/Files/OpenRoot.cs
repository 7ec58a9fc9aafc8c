using RetentionWorker.Stores.Files.Native;

namespace RetentionWorker.Stores.Files;

/// <summary>
/// The store's root, held open for the length of one call: everything in the call is relative to it, whatever happens to its path meanwhile.
/// Opened afresh by every call, so that nothing is believed from one call to the next and no file system is kept from being unmounted.
/// </summary>
internal sealed class OpenRoot : IDisposable
{
    private readonly string path;
    private readonly FileFacts place;

    private OpenRoot(string path, Descriptor directory, FileFacts place)
    {
        this.path = path;
        this.place = place;
        Directory = directory;
    }

    /// <summary>Open for looking up only.</summary>
    public Descriptor Directory { get; }

    /// <summary>Opens the root, whoever it says it is.</summary>
    public static OpenRoot Open(string path)
    {
        var number = LibC.OpenRoot(path);
        if (number < 0)
            throw Missing(-number);
        var directory = new Descriptor(number);
        var result = LibC.Facts(directory.Number, out var place);
        if (result < 0)
        {
            directory.Dispose();
            throw Errno.Fault(-result, "its root was opened");
        }
        return new OpenRoot(path, directory, place);
    }

    /// <summary>Opens the root of a store that carries an identity.</summary>
    public static OpenRoot OpenAdopted(string path, out string identity)
    {
        var root = Open(path);
        try
        {
            identity = StoreMarker.Read(root.Directory) ?? throw MarkerMissing();
            return root;
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    /// <summary>Throws where the root that is held open does not carry the identity any more.</summary>
    public void RequireIdentity(string identity)
    {
        if ((StoreMarker.Read(Directory) ?? throw MarkerMissing()) != identity)
            throw new StoreFault(StoreFaultKind.Suspect, "marker-differs", "The folder is not the store that it was: its identity is another one.");
    }

    /// <summary>Throws also where the path leads to another place now: something was mounted, unmounted or moved.</summary>
    public void RequireUnchanged(string identity)
    {
        RequireIdentity(identity);
        using var now = Open(path);
        if (!now.place.IsSamePlaceAs(place))
            throw new StoreFault(StoreFaultKind.Suspect, "root-moved", "The root's path leads to another folder than a moment ago.");
    }

    /// <summary>
    /// Opens a directory of the store by its name (empty: the root itself), or returns the negated error number. A name longer than the kernel
    /// takes at once is walked in pieces.
    /// </summary>
    public int OpenDirectory(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return LibC.OpenBeneath(Directory.Number, "."u8, LibC.DirectoryOnly);
        var from = Directory.Number;
        var intermediate = -1;
        while (name.Length > LibC.LongestPath)
        {
            var slash = name[..LibC.LongestPath].LastIndexOf((byte)'/');
            var next = slash < 0 ? -Errno.ENAMETOOLONG : LibC.OpenBeneath(from, name[..slash], LibC.DirectoryOnly | LibC.PathOnly);
            if (intermediate >= 0)
                LibC.Close(intermediate);
            if (next < 0)
                return next;
            from = intermediate = next;
            name = name[(slash + 1)..];
        }
        var opened = LibC.OpenBeneath(from, name, LibC.DirectoryOnly);
        if (intermediate >= 0)
            LibC.Close(intermediate);
        return opened;
    }

    public void Dispose() => Directory.Dispose();

    private static StoreFault Missing(int errno) => errno switch
    {
        Errno.ENOENT => new(StoreFaultKind.Suspect, "root-missing", "The folder's root is not there: not mounted, moved or removed."),
        Errno.ENOTDIR => new(StoreFaultKind.Suspect, "root-not-a-directory", "The folder's root is not a directory."),
        _ => Errno.Fault(errno, "its root was opened"),
    };

    private static StoreFault MarkerMissing() =>
        new(StoreFaultKind.Suspect, "marker-missing", "The folder carries no identity: it was never adopted, or what belongs there is not mounted.");
}
