using System.Buffers;
using System.Buffers.Text;
using System.Text;
using NodaTime;

namespace Retention.Domain.Audit;

/// <summary>
/// Writes one JSON object as RFC 8785 bytes, of what entries are made of: integers, ASCII strings, arrays and objects. Members may be given in
/// any order and are sorted as the object closes; a key given twice, a number beyond 2^53-1 and text that is not ASCII throw: they are bugs.
/// Reused from entry to entry; not for several threads.
/// </summary>
public sealed class CanonicalWriter
{
    private const long LargestInteger = (1L << 53) - 1;
    private static readonly SearchValues<char> NeedsNoEscape =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x60).Select(c => (char)c).Where(c => c is not ('"' or '\\'))]);

    private readonly Stack<(int Start, int FirstMember)> open = new();
    private byte[] buffer = new byte[1024];
    private byte[] sorted = new byte[1024];
    private (int Start, int KeyLength, int End)[] members = new (int, int, int)[32];
    private int length;
    private int memberCount;

    /// <summary>The finished object's bytes, until the next <see cref="Start"/>.</summary>
    public ReadOnlySpan<byte> Written => open.Count == 0 ? buffer.AsSpan(0, length) : throw new InvalidOperationException("The object is not closed.");

    /// <summary>Begins a new object, dropping the last one.</summary>
    public void Start()
    {
        length = 0;
        memberCount = 0;
        open.Clear();
        open.Push((0, 0));
    }

    /// <summary>Closes the innermost object.</summary>
    public void End()
    {
        var (start, first) = open.Pop();
        var own = members.AsSpan(first, memberCount - first);
        for (var i = 0; i < own.Length; i++)
            own[i].End = i + 1 < own.Length ? own[i + 1].Start : length;
        Sort(own);

        var size = length - start + own.Length + 2;
        if (sorted.Length < size)
            sorted = new byte[size * 2];
        var to = 0;
        sorted[to++] = (byte)'{';
        foreach (var member in own)
        {
            if (to > 1)
                sorted[to++] = (byte)',';
            buffer.AsSpan(member.Start, member.End - member.Start).CopyTo(sorted.AsSpan(to));
            to += member.End - member.Start;
        }
        sorted[to++] = (byte)'}';

        length = start;
        memberCount = first;
        Append(sorted.AsSpan(0, to));
    }

    /// <summary>A string member.</summary>
    public void Text(ReadOnlySpan<byte> key, string value)
    {
        Key(key);
        Quoted(value);
    }

    /// <summary>A string member, left out where there is no value.</summary>
    public void TextIfAny(ReadOnlySpan<byte> key, string? value)
    {
        if (value is not null)
            Text(key, value);
    }

    /// <summary>An integer member.</summary>
    public void Number(ReadOnlySpan<byte> key, long value)
    {
        if (value is > LargestInteger or < -LargestInteger)
            throw new ArgumentOutOfRangeException(nameof(value), "An integer beyond 2^53-1 does not survive every JSON reader.");
        Key(key);
        Reserve(20);
        Utf8Formatter.TryFormat(value, buffer.AsSpan(length), out var written);
        length += written;
    }

    /// <summary>A civil date, <c>2026-11-29</c>.</summary>
    public void Date(ReadOnlySpan<byte> key, LocalDate value)
    {
        Key(key);
        Reserve(12);
        Byte('"');
        Ymd(value);
        Byte('"');
    }

    /// <summary>A civil date, left out where there is none.</summary>
    public void DateIfAny(ReadOnlySpan<byte> key, LocalDate? value)
    {
        if (value is { } date)
            Date(key, date);
    }

    /// <summary>An instant in UTC, cut to the second: <c>2026-11-22T10:15:00Z</c>.</summary>
    public void Time(ReadOnlySpan<byte> key, Instant value)
    {
        var utc = value.InUtc().LocalDateTime;
        Key(key);
        Reserve(22);
        Byte('"');
        Ymd(utc.Date);
        Byte('T');
        Digits(utc.Hour, 2);
        Byte(':');
        Digits(utc.Minute, 2);
        Byte(':');
        Digits(utc.Second, 2);
        Byte('Z');
        Byte('"');
    }

    /// <summary>An array of strings, in the order given.</summary>
    public void Texts(ReadOnlySpan<byte> key, IEnumerable<string> values)
    {
        StartArray(key);
        foreach (var value in values)
        {
            Comma();
            Quoted(value);
        }
        EndArray();
    }

    /// <summary>A member that is an object: its members follow until <see cref="End"/>.</summary>
    public void StartObject(ReadOnlySpan<byte> key)
    {
        Key(key);
        open.Push((length, memberCount));
    }

    /// <summary>A member that is an array of objects: items follow until <see cref="EndArray"/>.</summary>
    public void StartArray(ReadOnlySpan<byte> key)
    {
        Key(key);
        Reserve(1);
        Byte('[');
    }

    /// <summary>The next item of the array, an object: its members follow until <see cref="End"/>.</summary>
    public void StartItem()
    {
        Comma();
        open.Push((length, memberCount));
    }

    /// <summary>Closes the array.</summary>
    public void EndArray()
    {
        Reserve(1);
        Byte(']');
    }

    private void Key(ReadOnlySpan<byte> key)
    {
        if (memberCount == members.Length)
            Array.Resize(ref members, members.Length * 2);
        members[memberCount++] = (length, key.Length, 0);
        Reserve(key.Length + 3);
        Byte('"');
        key.CopyTo(buffer.AsSpan(length));
        length += key.Length;
        Byte('"');
        Byte(':');
    }

    // Keys are ASCII, so the order of their bytes is the order of their UTF-16 code units that RFC 8785 asks for.
    private void Sort(Span<(int Start, int KeyLength, int End)> own)
    {
        for (var i = 1; i < own.Length; i++)
        {
            var member = own[i];
            var at = i;
            while (at > 0)
            {
                var order = KeyOf(own[at - 1]).SequenceCompareTo(KeyOf(member));
                if (order == 0)
                    throw new InvalidOperationException($"The key '{Encoding.ASCII.GetString(KeyOf(member))}' is given twice.");
                if (order < 0)
                    break;
                own[at] = own[at - 1];
                at--;
            }
            own[at] = member;
        }
    }

    private ReadOnlySpan<byte> KeyOf((int Start, int KeyLength, int End) member) => buffer.AsSpan(member.Start + 1, member.KeyLength);

    private void Quoted(string value)
    {
        Reserve(value.Length * 6 + 2);
        Byte('"');
        if (value.AsSpan().IndexOfAnyExcept(NeedsNoEscape) < 0)
        {
            Ascii.FromUtf16(value, buffer.AsSpan(length), out var written);
            length += written;
        }
        else
        {
            foreach (var c in value)
                Escaped(c);
        }
        Byte('"');
    }

    private void Escaped(char c)
    {
        if (c > 0x7F)
            throw new ArgumentException("Entries hold ASCII only.", nameof(c));
        var shorthand = JsonEscape.ShorthandOf(c);
        if (shorthand != 0)
        {
            Byte('\\');
            Byte(shorthand);
        }
        else if (c < 0x20)
        {
            Append("\\u00"u8);
            Byte((char)('0' + (c >> 4)));
            Byte("0123456789abcdef"[c & 15]);
        }
        else
        {
            Byte(c);
        }
    }

    private void Ymd(LocalDate date)
    {
        if (date.Year is < 0 or > 9999)
            throw new ArgumentOutOfRangeException(nameof(date), "The year has no four digits.");
        Digits(date.Year, 4);
        Byte('-');
        Digits(date.Month, 2);
        Byte('-');
        Digits(date.Day, 2);
    }

    private void Digits(int value, int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            buffer[length + i] = (byte)('0' + value % 10);
            value /= 10;
        }
        length += count;
    }

    private void Comma()
    {
        Reserve(1);
        if (buffer[length - 1] != (byte)'[')
            Byte(',');
    }

    private void Byte(char c) => buffer[length++] = (byte)c;

    private void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }

    private void Reserve(int more)
    {
        if (buffer.Length - length < more)
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + more));
    }
}
