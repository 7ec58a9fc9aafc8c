using System.Globalization;
using System.Text;
using Retention.Domain.Audit;

namespace Retention.Domain.Transparency;

/// <summary>
/// A proof that an entry is on a log, in a file that needs no log to be checked (c2sp.org/tlog-proof, v1): where it stands, the hashes that lead to the root, and the
/// signed checkpoint. What is <paramref name="Extra"/> is not proved by the format itself.
/// </summary>
public sealed record InclusionFile(long Index, IReadOnlyList<byte[]> Proof, byte[] Checkpoint, byte[]? Extra)
{
    private const string Header = "c2sp.org/tlog-proof@v1";

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder(Header).Append('\n');
        if (Extra is not null)
            text.Append("extra ").Append(Convert.ToBase64String(Extra)).Append('\n');
        text.Append("index ").Append(Index.ToString(CultureInfo.InvariantCulture)).Append('\n');
        foreach (var hash in Proof)
            text.Append(Convert.ToBase64String(hash)).Append('\n');
        return [.. NoteText.Strict.GetBytes(text.Append('\n').ToString()), .. Checkpoint];
    }

    /// <summary>Reads a file. Throws <see cref="FormatException"/> with what is wrong with it.</summary>
    public static InclusionFile Parse(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\n\n"u8);
        if (end < 0)
            throw new FormatException("The proof has no blank line with a checkpoint below it.");
        var lines = new Queue<string>(Encoding.Latin1.GetString(bytes[..end]).Split('\n'));
        if (lines.Dequeue() != Header)
            throw new FormatException($"The proof does not begin with {Header}.");
        byte[]? extra = null;
        if (lines.TryPeek(out var second) && second.StartsWith("extra ", StringComparison.Ordinal))
        {
            if (!NoteText.TryDecode(lines.Dequeue()["extra ".Length..], out extra))
                throw new FormatException("The extra data of the proof are no base64.");
        }
        if (!lines.TryDequeue(out var at) || !at.StartsWith("index ", StringComparison.Ordinal) || !Transparency.Checkpoint.TryNumber(at["index ".Length..], out var index))
            throw new FormatException("The proof does not say at which index the entry stands.");
        var proof = new List<byte[]>();
        foreach (var line in lines)
        {
            if (!NoteText.TryDecode(line, out var hash) || hash.Length != MerkleTree.HashLength)
                throw new FormatException("A line of the proof is not the base64 of a hash.");
            proof.Add(hash);
        }
        return new InclusionFile(index, proof, bytes[(end + 2)..].ToArray(), extra);
    }
}
