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
        var known = byName.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (known.TryGetValue(name, out var directory))
            return directory;
        var number = root.OpenDirectory(name);
        if (number < 0)
        {
            errno = -number;
            return null;
        }
        return known[name] = new TouchedDirectory(new Descriptor(number));
    }

    /// <summary>The directory itself was removed: its parent's flush covers what was removed from it.</summary>
    public void Forget(ReadOnlySpan<byte> name)
    {
        if (byName.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(name, out _, out var directory))
            directory.Descriptor.Dispose();
    }

    /// <summary>Flushes every directory that a name was removed from; the first error number, or 0.</summary>
    public int Flush()
    {
        var first = 0;
        foreach (var directory in byName.Values)
        {
            var result = directory.IsTouched ? LibC.Sync(directory.Descriptor.Number) : 0;
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

    /// <summary>A name was removed from it, or found missing.</summary>
    public bool IsTouched { get; set; }
}
