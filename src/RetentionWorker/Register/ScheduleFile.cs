using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Retention.Domain.Schedule;

namespace RetentionWorker.Register;

/// <summary>A schedule's file as it was read: its exact bytes (empty where it could not be opened), and what they say.</summary>
internal sealed record ScheduleFileContent(string Path, byte[] Bytes, ScheduleReading Reading);

/// <summary>
/// Reads a retention schedule from a file that nobody but its owner can change, or from bytes that were adopted before. Everything that
/// could make the program and a reader see two different schedules is a problem: encodings, hidden characters, links.
/// </summary>
internal static class ScheduleFile
{
    public const int LongestFile = 1 << 20;

    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Opens, reads and checks the file; where its bytes are those of <paramref name="known"/>, it is the schedule again.</summary>
    public static ScheduleFileContent Read(string path, RetentionSchedule? known = null)
    {
        if (ProblemOfPlace(path) is { } place)
            return Problem(path, place.Message, place.Remedy);
        try
        {
            using var file = File.OpenHandle(path);
            // Asked of the open file, not of its name: what is checked is what is read.
            if ((File.GetUnixFileMode(file) & WritableByOthers) != UnixFileMode.None)
                return Problem(path, "others than its owner may write the file", $"take that right away: chmod go-w {path}");
            var length = RandomAccess.GetLength(file);
            if (length > LongestFile)
                return Problem(path, $"the file is longer than {LongestFile >> 20} MiB", "is this the schedule?");
            var bytes = new byte[length];
            var read = 0;
            while (read < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(read), read) is > 0 and var more)
                read += more;
            bytes = bytes[..read];
            return new(path, bytes, known?.Sha256 == Convert.ToHexStringLower(SHA256.HashData(bytes)) ? new ScheduleReading(known, [], []) : Parse(bytes));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Problem(path, "the file cannot be read", e.Message);
        }
    }

    /// <summary>Reads a schedule's bytes.</summary>
    public static ScheduleReading Parse(byte[] bytes)
    {
        var (text, problem) = Decode(bytes);
        if (problem is not null)
            return new ScheduleReading(null, [problem], []);
        if (text.Trim().Length == 0)
            return ScheduleReading.Unreadable(0, "the schedule is empty", "write its rules: an empty schedule is no decision to keep nothing");
        var (document, problems) = ScheduleYaml.Read(text);
        return document is null
            ? new ScheduleReading(null, problems, [])
            : ScheduleCheck.Check(document, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private static (string Message, string Remedy)? ProblemOfPlace(string path)
    {
        if (new FileInfo(path).LinkTarget is not null)
            return ("the file is a symbolic link", "name the file itself");
        if (Directory.Exists(path))
            return ("that is a directory", "name the file in it");
        return File.Exists(path) ? null : ("there is no such file", "name the retention schedule's file");
    }

    private static (string Text, ScheduleProblem? Problem) Decode(byte[] bytes)
    {
        const string remedy = "save it as UTF-8";
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            return ("", new(0, "", "the schedule is UTF-16, not UTF-8", remedy));
        try
        {
            var text = Strict.GetString(bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes.AsSpan(3) : bytes);
            return (text, ProblemOfCharacters(text));
        }
        catch (DecoderFallbackException e)
        {
            return ("", new(1 + bytes.AsSpan(0, e.Index).Count((byte)'\n'), "", "the schedule is not UTF-8", remedy));
        }
    }

    private static ScheduleProblem? ProblemOfCharacters(string text)
    {
        var line = 1;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '\n')
                line++;
            else if (IsHidden(rune))
                return new(line, "", $"the schedule holds the invisible character U+{rune.Value:X4}", "remove it: people and programs must read the same");
        }
        return null;
    }

    private static bool IsHidden(Rune rune) => rune.Value is not ('\t' or '\r')
        && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static ScheduleFileContent Problem(string path, string message, string remedy) => new(path, [], ScheduleReading.Unreadable(0, message, remedy));
}
