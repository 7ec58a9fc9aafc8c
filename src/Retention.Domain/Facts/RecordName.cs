using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Retention.Domain.Facts;

/// <summary>
/// The exact name of a record in its store, as raw bytes: relative to the store's root, segments separated by '/', no leading '/'.
/// File names on Linux are bytes and need not be UTF-8; a name is compared and erased by its bytes, never by its text.
/// </summary>
public sealed class RecordName : IEquatable<RecordName>, IComparable<RecordName>
{
    private readonly byte[] bytes;

    private RecordName(byte[] bytes) => this.bytes = bytes;

    /// <summary>The name's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>Takes a copy of the bytes.</summary>
    public static RecordName FromBytes(ReadOnlySpan<byte> bytes) => new(bytes.ToArray());

    /// <summary>Takes the array itself: the caller must not change it afterwards.</summary>
    public static RecordName Owning(byte[] bytes) => new(bytes);

    /// <summary>The name whose bytes are the text in UTF-8.</summary>
    public static RecordName FromText(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>A copy of the bytes, for storage.</summary>
    public byte[] ToArray() => (byte[])bytes.Clone();

    /// <summary>Whether the bytes are valid UTF-8.</summary>
    public bool IsUtf8 => Utf8.IsValid(bytes);

    /// <summary>
    /// For people: printable text as it is; control characters, backslashes and bytes that are not UTF-8 as <c>\xHH</c>.
    /// <see cref="Parse"/> reads it back to the same bytes.
    /// </summary>
    public override string ToString()
    {
        var text = new StringBuilder(bytes.Length);
        ReadOnlySpan<byte> rest = bytes;
        while (!rest.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(rest, out var rune, out var used);
            if (status == System.Buffers.OperationStatus.Done && !Rune.IsControl(rune) && rune.Value != '\\'
                && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
                text.Append(rune.ToString());
            else
                foreach (var b in rest[..used])
                    text.Append(CultureInfo.InvariantCulture, $"\\x{b:X2}");
            rest = rest[used..];
        }
        return text.ToString();
    }

    /// <summary>Reads what <see cref="ToString"/> wrote: <c>\xHH</c> stands for one byte, everything else for itself in UTF-8.</summary>
    public static RecordName Parse(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text[i + 1] == 'x'
                && byte.TryParse(text.AsSpan(i + 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var b))
            {
                bytes.Add(b);
                i += 3;
            }
            else
            {
                var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, length)));
                i += length - 1;
            }
        }
        return new(bytes.ToArray());
    }

    /// <inheritdoc/>
    public bool Equals(RecordName? other) => other is not null && bytes.AsSpan().SequenceEqual(other.bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RecordName);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }

    /// <summary>Orders by bytes (as memcmp, and as SQLite orders blobs).</summary>
    public int CompareTo(RecordName? other) => other is null ? 1 : bytes.AsSpan().SequenceCompareTo(other.bytes);
}

/// <summary>
/// What a store says of a record's content and place at the moment it was seen: an ETag, or a file's inode, size and times.
/// Opaque, compared exactly: another version is other content, and is never erased under a plan made for this one.
/// </summary>
public readonly record struct RecordVersion(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
