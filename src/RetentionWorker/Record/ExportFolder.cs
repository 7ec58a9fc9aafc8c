using System.Buffers.Binary;
using System.Text;
using Retention.Domain.Audit;
using Retention.Domain.Transparency;
using RetentionWorker.Keys;

namespace RetentionWorker.Record;

/// <summary>
/// The static files of an exported log (c2sp.org/tlog-tiles), at <paramref name="root"/>. Each appears whole and durable under its name, or not at all; one that is there and full is never
/// written again.
/// </summary>
internal sealed class ExportFolder(string root)
{
    public const string CheckpointName = "checkpoint";
    public const string KeyName = "log.vkey";
    public const string SecondKeyName = "log.second.vkey";

    /// <summary>How many files were written.</summary>
    public long Written { get; private set; }

    public byte[]? Checkpoint() => Read(CheckpointName);

    public string? Keys() => Read(KeyName) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>The hashes of a tile. Throws <see cref="FormatException"/> where it is missing, or of another length.</summary>
    public IReadOnlyList<byte[]> Hashes(Tile tile)
    {
        var bytes = Read(tile.Path) ?? throw new FormatException($"{tile.Path} is missing.");
        return bytes.Length == tile.Width * MerkleTree.HashLength ? [.. bytes.Chunk(MerkleTree.HashLength)] : throw new FormatException($"{tile.Path} does not have {tile.Width} hashes.");
    }

    /// <summary>The entries of a bundle. Throws <see cref="FormatException"/> where it is missing, or holds other than so many.</summary>
    public IReadOnlyList<byte[]> Bundle(Tile bundle)
    {
        var bytes = (Read(bundle.Path) ?? throw new FormatException($"{bundle.Path} is missing.")).AsSpan();
        var entries = new List<byte[]>(bundle.Width);
        while (bytes.Length > 0)
        {
            if (bytes.Length < sizeof(ushort) || bytes.Length - sizeof(ushort) < BinaryPrimitives.ReadUInt16BigEndian(bytes))
                throw new FormatException($"{bundle.Path} breaks off in an entry.");
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes);
            entries.Add(bytes.Slice(sizeof(ushort), length).ToArray());
            bytes = bytes[(sizeof(ushort) + length)..];
        }
        return entries.Count == bundle.Width ? entries : throw new FormatException($"{bundle.Path} does not have {bundle.Width} entries.");
    }

    public void Write(Tile tile, IReadOnlyList<byte[]> hashes) => Write(tile.Path, [.. hashes.SelectMany(h => h)]);

    public void WriteBundle(Tile bundle, IReadOnlyList<byte[]> entries)
    {
        var bytes = new List<byte>(entries.Sum(e => e.Length + sizeof(ushort)));
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)entry.Length));
            bytes.AddRange(length);
            bytes.AddRange(entry);
        }
        Write(bundle.Path, [.. bytes]);
    }

    public void WriteKeys(string keys) => Write(KeyName, Encoding.UTF8.GetBytes(keys));

    /// <summary>For whoever wants to have it: a verifier goes by the entry that names it.</summary>
    public void WriteSecondKey(string key) => Write(SecondKeyName, Encoding.UTF8.GetBytes(key));

    /// <summary>The number of the first bundle that is there, of those of a log of that size; null where none is.</summary>
    public long? FirstBundle(long size)
    {
        foreach (var bundle in Tile.Of(Tile.EntriesLevel, size))
        {
            if (File.Exists(Path.Combine(root, bundle.Path)))
                return bundle.Index;
        }
        return null;
    }

    /// <summary>Removes the full bundles before that one, the oldest first, and what is left of them as they grew.</summary>
    public void RemoveBundles(long before)
    {
        for (var index = 0L; index < before; index++)
        {
            var path = Path.Combine(root, new Tile(Tile.EntriesLevel, index, Tile.Full).Path);
            PublicFile.Remove(path);
            // Of an export that was killed, when the bundle was there to be written for the last time.
            PublicFile.Remove(PublicFile.Unfinished(path));
            if (!Directory.Exists(path + ".p"))
                continue;
            foreach (var partial in Directory.GetFiles(path + ".p"))
                PublicFile.Remove(partial);
            PublicFile.Remove(path + ".p");
        }
    }

    /// <summary>What lies under the name, or null.</summary>
    public byte[]? Evidence(string name) => Read(name);

    /// <summary>Unless something has the name already.</summary>
    public void WriteOnce(string name, byte[] bytes)
    {
        if (!File.Exists(Path.Combine(root, name)))
            Write(name, bytes);
    }

    /// <summary>The last of all: whoever reads it finds everything that it covers.</summary>
    public void WriteCheckpoint(byte[] note) => Write(CheckpointName, note);

    private byte[]? Read(string name)
    {
        var path = Path.Combine(root, name);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    private void Write(string name, byte[] bytes)
    {
        PublicFile.Replace(Path.Combine(root, name), bytes);
        Written++;
    }
}
