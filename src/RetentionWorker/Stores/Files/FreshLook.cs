using Retention.Domain.Facts;
using RetentionWorker.Stores.Files.Native;

namespace RetentionWorker.Stores.Files;

/// <summary>What a fresh look at one entry of a directory saw.</summary>
internal readonly record struct Sighting(string? AbsentHow, string? UnknownCode, FileFacts Facts)
{
    /// <summary>Whether another look may know more.</summary>
    public bool MayPass { get; init; }

    public bool IsPresent => AbsentHow is null && UnknownCode is null;
}

/// <summary>
/// Looks for entries of a directory that was opened for this look alone. A directory is listed from its beginning, which asks the file system
/// for what it holds and not for the names that are hoped to be gone; in one so large that listing it for every batch would cost the square
/// of its size, each name is looked up instead.
/// </summary>
internal static class FreshLook
{
    public const string Listed = "listed-absent";
    public const string LookedUp = "looked-up-absent";

    /// <summary>A listing is given up beyond so many entries and four more for each name that is looked for.</summary>
    private const int ListedEntries = 1024;
    private const int ListedEntriesPerName = 4;

    /// <summary>A directory file larger than this (and so much per name) is not even begun: some file systems never shrink it.</summary>
    private const ulong ListedBytes = 256 * 1024;

    public static Sighting[] At(Descriptor directory, IReadOnlyList<byte[]> entries)
    {
        var sightings = new Sighting[entries.Count];
        var seen = new Dictionary<byte[], bool>(entries.Count, BytesComparer.Instance);
        foreach (var entry in entries)
            seen[entry] = false;
        var (listed, errno) = List(directory, seen);
        for (var i = 0; i < sightings.Length; i++)
            sightings[i] = errno != 0 ? Unknown(errno)
                : seen[entries[i]] || !listed ? LookUp(directory, entries[i], wasListed: seen[entries[i]])
                : new(Listed, null, default);
        return sightings;
    }

    /// <summary>Notes which of the names are there; not complete where the directory is too large.</summary>
    private static (bool Complete, int Errno) List(Descriptor directory, Dictionary<byte[], bool> seen)
    {
        if (LibC.Facts(directory.Number, out var facts) < 0 || facts.Size > ListedBytes)
            return (false, 0);
        Span<byte> buffer = stackalloc byte[16 * 1024];
        var lookup = seen.GetAlternateLookup<ReadOnlySpan<byte>>();
        var left = ListedEntries + (ListedEntriesPerName * seen.Count);
        while (true)
        {
            var length = LibC.Entries(directory.Number, buffer);
            if (length == -Errno.ENOENT)
                return (false, 0);
            if (length < 0)
                return (false, -length);
            if (length == 0)
                return (true, 0);
            var entries = new DirectoryEntries(buffer[..length]);
            while (entries.Next())
            {
                left--;
                if (lookup.ContainsKey(entries.Name))
                    lookup[entries.Name] = true;
            }
            if (left < 0)
                return (false, 0);
        }
    }

    private static Sighting LookUp(Descriptor directory, byte[] entry, bool wasListed)
    {
        var result = LibC.Facts(directory.Number, entry, out var facts, fresh: true);
        return result switch
        {
            >= 0 => new(null, null, facts),
            // Listed, and gone a moment later: somebody else is at work here.
            -Errno.ENOENT when wasListed => new(null, "raced", default) { MayPass = true },
            -Errno.ENOENT => new(LookedUp, null, default),
            _ => Unknown(-result),
        };
    }

    private static Sighting Unknown(int errno) => new(null, Errno.Code(errno), default) { MayPass = Errno.MayPass(errno) };
}
