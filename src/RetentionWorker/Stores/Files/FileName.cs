using Retention.Domain.Facts;

namespace RetentionWorker.Stores.Files;

/// <summary>The rules for names in a folder: which ones a record can have, and how they fall into a directory and an entry.</summary>
internal static class FileName
{
    /// <summary>
    /// Why no record of a folder can have this name, or null. Such a name never reaches a system call: an empty, "." or ".." segment, a NUL,
    /// a '/' at either end, the store's own marker anywhere (below the root it would be another store's), and its probe at the root.
    /// </summary>
    public static string? RefusalOf(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return "name-empty";
        if (name.Contains((byte)0))
            return "name-nul";
        if (name.SequenceEqual(StoreMarker.Probe))
            return "name-marker";
        var rest = name;
        while (true)
        {
            var slash = rest.IndexOf((byte)'/');
            var segment = slash < 0 ? rest : rest[..slash];
            if (segment.IsEmpty)
                return "name-empty-segment";
            if (segment.SequenceEqual("."u8) || segment.SequenceEqual(".."u8))
                return "name-dots";
            if (StoreMarker.IsOwnName(segment))
                return "name-marker";
            if (slash < 0)
                return null;
            rest = rest[(slash + 1)..];
        }
    }

    /// <summary>The directory of a name, empty for the root.</summary>
    public static ReadOnlySpan<byte> DirectoryOf(ReadOnlySpan<byte> name)
    {
        var slash = name.LastIndexOf((byte)'/');
        return slash < 0 ? [] : name[..slash];
    }

    /// <summary>The last segment of a name.</summary>
    public static ReadOnlySpan<byte> EntryOf(ReadOnlySpan<byte> name) => name[(name.LastIndexOf((byte)'/') + 1)..];

    /// <summary>How many segments a directory has; the root has none.</summary>
    public static int DepthOf(ReadOnlySpan<byte> directory) => directory.IsEmpty ? 0 : directory.Count((byte)'/') + 1;

    /// <summary>The indices of the names, by the directory that they lie in; in the order in which the directories first appear.</summary>
    public static IReadOnlyList<(byte[] Directory, List<int> Indices)> ByDirectory(int count, Func<int, RecordName?> nameOf)
    {
        var groups = new List<(byte[] Directory, List<int> Indices)>();
        var known = new Dictionary<byte[], int>(BytesComparer.Instance);
        var lookup = known.GetAlternateLookup<ReadOnlySpan<byte>>();
        for (var i = 0; i < count; i++)
        {
            if (nameOf(i) is not { } name)
                continue;
            var directory = DirectoryOf(name.Bytes);
            if (!lookup.TryGetValue(directory, out var group))
            {
                group = groups.Count;
                lookup[directory] = group;
                groups.Add((directory.ToArray(), []));
            }
            groups[group].Indices.Add(i);
        }
        return groups;
    }
}

/// <summary>Compares names by their bytes; a span finds the array of equal bytes.</summary>
internal sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly BytesComparer Instance = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => GetHashCode((ReadOnlySpan<byte>)obj);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = new HashCode();
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
