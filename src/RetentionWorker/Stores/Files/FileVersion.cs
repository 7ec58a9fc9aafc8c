using System.Globalization;
using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Stores.Files.Native;

namespace RetentionWorker.Stores.Files;

/// <summary>
/// A file's version: inode, size, modification time and change time. Whatever writes to a file, replaces it, renames it or gives it another
/// link moves at least one of them; the change time cannot be set by anybody. Devices are renumbered by a reboot and are left out.
/// </summary>
internal static class FileVersion
{
    private const int Longest = 6 * 17;

    // Beyond every retention: a time that nobody can have meant must not make a record due.
    private static readonly Instant Nonsense = Instant.FromUtc(9999, 12, 30, 0, 0);

    public static RecordVersion Of(in FileFacts facts)
    {
        Span<char> text = stackalloc char[Longest];
        return new RecordVersion(new string(text[..Write(facts, text)]));
    }

    /// <summary>Whether the facts are those of the version; allocates nothing.</summary>
    public static bool Is(in FileFacts facts, RecordVersion version)
    {
        Span<char> text = stackalloc char[Longest];
        return text[..Write(facts, text)].SequenceEqual(version.Value);
    }

    /// <summary>The modification time. One outside the calendar (some file systems keep any 64-bit number) reads as its last day: never due.</summary>
    public static Instant ModifiedAt(in FileFacts facts) =>
        facts.ModifiedSeconds is > 253_402_000_000 or < -62_135_596_800
            ? Nonsense
            : Instant.FromUnixTimeSeconds(facts.ModifiedSeconds).PlusNanoseconds(facts.ModifiedNanoseconds);

    private static int Write(in FileFacts facts, Span<char> text)
    {
        var length = Put(facts.Inode, text, 0);
        length = Put(facts.Size, text, length);
        length = Put((ulong)facts.ModifiedSeconds, text, length);
        length = Put(facts.ModifiedNanoseconds, text, length);
        length = Put((ulong)facts.ChangedSeconds, text, length);
        return Put(facts.ChangedNanoseconds, text, length);
    }

    private static int Put(ulong value, Span<char> text, int at)
    {
        if (at > 0)
            text[at++] = '-';
        value.TryFormat(text[at..], out var written, "x", CultureInfo.InvariantCulture);
        return at + written;
    }
}
