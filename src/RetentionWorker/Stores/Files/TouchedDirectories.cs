using RetentionWorker.Stores.Files.Native;

namespace RetentionWorker.Stores.Files;

/// <summary>The directories that a part of a batch has open: each once, and flushed once if a name was removed from it.</summary>
internal sealed class TouchedDirectories(OpenRoot root) : IDisposable
{
    private readonly Dictionary<byte[], TouchedDirectory> byName = new(BytesComparer.Instance);

    /// <summary>Opens a directory of the store, or returns null and the error number.</summary>
    public TouchedDirectory? Open(ReadOnlySpan<byte> name, out int errno)
    {
        errno = 0;
        if (byName.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var known) && !known.IsRemoved)
            return known;
        var number = root.OpenDirectory(name);
        if (number < 0)
        {
            errno = -number;
            return null;
        }
        var directory = new TouchedDirectory(new Descriptor(number));
        if (known is not null)
        {
            // Removed by this batch, and made anew by somebody: the new one takes its place.
            known.Descriptor.Dispose();
        }
        byName[name.ToArray()] = directory;
        return directory;
    }

    /// <summary>The directory's name was removed from its parent; the parent's flush covers it.</summary>
    public void NoteRemoved(ReadOnlySpan<byte> name)
    {
        if (byName.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var known))
            known.IsRemoved = true;
    }

    /// <summary>Flushes every directory that a name was removed from; the first error number, or 0.</summary>
    public int Flush()
    {
        var first = 0;
        foreach (var directory in byName.Values)
        {
            if (!directory.IsTouched || directory.IsRemoved)
                continue;
            var result = LibC.Sync(directory.Descriptor.Number);
            if (result < 0 && first == 0)
                first = -result;
        }
        return first;
    }

    public void Dispose()
    {
        foreach (var directory in byName.Values)
            directory.Descriptor.Dispose();
    }
}

/// <summary>One open directory.</summary>
internal sealed class TouchedDirectory(Descriptor descriptor)
{
    public Descriptor Descriptor => descriptor;

    /// <summary>A name was removed from it.</summary>
    public bool IsTouched { get; set; }

    /// <summary>It was empty, and was removed itself.</summary>
    public bool IsRemoved { get; set; }
}
