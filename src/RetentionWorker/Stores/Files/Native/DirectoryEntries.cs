using System.Buffers.Binary;

namespace RetentionWorker.Stores.Files.Native;

/// <summary>What a directory says of the kind of an entry; some file systems say nothing.</summary>
internal enum EntryKind : byte
{
    Unknown = 0,
    Directory = 4,
}

/// <summary>Reads the entries of one filled buffer of <c>getdents64</c> one by one; "." and ".." are left out.</summary>
internal ref struct DirectoryEntries(ReadOnlySpan<byte> buffer)
{
    private const int NameOffset = 19;
    private ReadOnlySpan<byte> rest = buffer;

    /// <summary>The entry's name, without the closing NUL.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    public EntryKind Kind { get; private set; }

    public bool Next()
    {
        while (!rest.IsEmpty)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(rest[16..]);
            Kind = (EntryKind)rest[18];
            Name = rest[NameOffset..length];
            Name = Name[..Name.IndexOf((byte)0)];
            rest = rest[length..];
            if (!Name.SequenceEqual("."u8) && !Name.SequenceEqual(".."u8))
                return true;
        }
        return false;
    }
}
