using System.Text;
using CsCheck;
using Retention.Domain.Schedule;
using RetentionWorker.Register;

namespace RetentionWorker.Tests.Register;

/// <summary>The file around a schedule: who may write it, how it is encoded, and which YAML it may be.</summary>
public sealed class ScheduleFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("schedule-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Reads_a_plain_file_and_hashes_its_exact_bytes()
    {
        var content = ScheduleFile.Read(Write(WrittenSchedule.Sound));
        Assert.Empty(content.Reading.Problems);
        Assert.Equal(Encoding.UTF8.GetBytes(WrittenSchedule.Sound), content.Bytes);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content.Bytes)), content.Reading.Schedule!.Sha256);
    }

    [Fact]
    public void Takes_a_byte_order_mark_windows_lines_and_comments()
    {
        byte[] marked = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("# ä comment\r\n" + WrittenSchedule.Sound.Replace("\n", "\r\n", StringComparison.Ordinal))];
        Assert.Empty(ScheduleFile.Parse(marked).Problems);
        Assert.Empty(ScheduleFile.Parse(Encoding.UTF8.GetBytes("---\n" + WrittenSchedule.Sound + "\n...\n")).Problems);
    }

    [Theory]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void Refuses_a_file_that_others_may_write(UnixFileMode others)
    {
        var path = Write(WrittenSchedule.Sound);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | others);
        Assert.Contains("chmod go-w", Only(ScheduleFile.Read(path).Reading).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_symbolic_link_a_directory_and_nothing()
    {
        var link = Path.Combine(folder, "link.yaml");
        File.CreateSymbolicLink(link, Write(WrittenSchedule.Sound));
        Assert.Contains("symbolic link", Only(ScheduleFile.Read(link).Reading).Message, StringComparison.Ordinal);
        Assert.Contains("directory", Only(ScheduleFile.Read(folder).Reading).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Only(ScheduleFile.Read(Path.Combine(folder, "none.yaml")).Reading).Message, StringComparison.Ordinal);
        var dangling = Path.Combine(folder, "dangling.yaml");
        File.CreateSymbolicLink(dangling, "nowhere");
        Assert.Contains("symbolic link", Only(ScheduleFile.Read(dangling).Reading).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_file_that_is_too_long_for_a_schedule() =>
        Assert.Contains("longer than 1 MiB", Only(ScheduleFile.Read(Write(WrittenSchedule.Sound + "\n" + new string('#', ScheduleFile.LongestFile))).Reading).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("   \n\n")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n")]
    [InlineData("~")]
    public void An_empty_schedule_is_never_no_rules(string text) =>
        Assert.Contains(WrittenSchedule.Read(text).Problems, p => p.Message is "the schedule is empty" or "a schedule is a map of keys");

    [Fact]
    public void Refuses_what_is_not_UTF_8_with_the_line()
    {
        Assert.Contains("UTF-16", Only(ScheduleFile.Parse(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(WrittenSchedule.Sound)).ToArray())).Message, StringComparison.Ordinal);
        Assert.Contains("UTF-16", Only(ScheduleFile.Parse(Encoding.BigEndianUnicode.GetPreamble().Concat(Encoding.BigEndianUnicode.GetBytes(WrittenSchedule.Sound)).ToArray())).Message, StringComparison.Ordinal);
        Assert.Contains("U+0000", Only(ScheduleFile.Parse(Encoding.Unicode.GetBytes(WrittenSchedule.Sound))).Message, StringComparison.Ordinal);
        var latin = Encoding.Latin1.GetBytes(WrittenSchedule.With(9, "because: \"Café.\""));
        Assert.Equal((9, "the schedule is not UTF-8"), (Only(ScheduleFile.Parse(latin)).Line, Only(ScheduleFile.Parse(latin)).Message));
    }

    [Theory]
    [InlineData("\0", "U+0000")]
    [InlineData("\u202e", "U+202E")]
    [InlineData("\u200b", "U+200B")]
    [InlineData("\ufeff", "U+FEFF")]
    [InlineData("\u001b[2J", "U+001B")]
    [InlineData("\u0085", "U+0085")]
    [InlineData("\u2028", "U+2028")]
    public void Refuses_characters_that_people_do_not_see(string hidden, string named)
    {
        var problem = Only(WrittenSchedule.Read(WrittenSchedule.With(9, $"because: \"Leaf{hidden}let.\"")));
        Assert.Equal(9, problem.Line);
        Assert.Contains(named, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7, "eraseAfter: !!str P0D", "tag")]
    [InlineData(7, "eraseAfter: !<tag:example,2026:x> P0D", "tag")]
    [InlineData(7, "eraseAfter: !python/object P0D", "tag")]
    [InlineData(7, "eraseAfter: &period P0D", "anchor")]
    [InlineData(5, "category: [recording, transcript,]", "comma is followed by nothing")]
    [InlineData(5, "category: &c [recording]", "anchor")]
    public void Refuses_YAML_that_is_more_than_it_shows(int line, string text, string told)
    {
        var problem = Only(WrittenSchedule.Read(WrittenSchedule.With(line, text)));
        Assert.Equal(line, problem.Line);
        Assert.Contains(told, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_aliases_and_merge_keys()
    {
        var text = WrittenSchedule.With(7, "eraseAfter: &period P0D").Replace("eraseBy: P14D", "eraseBy: *period", StringComparison.Ordinal);
        Assert.Equal([(7, true), (8, false)], WrittenSchedule.Read(text).Problems.Select(p => (p.Line, p.Message.Contains("anchor", StringComparison.Ordinal))));
        Assert.Contains(WrittenSchedule.Read(WrittenSchedule.With(9, "<<: {because: x}")).Problems, p => p is { Line: 9, Path: "rules[0].<<" });
    }

    [Fact]
    public void Refuses_a_second_document() =>
        Assert.Contains(WrittenSchedule.Read(WrittenSchedule.Sound + "\n---\nversion: 1\n").Problems, p => p.Line == 29 && p.Message.Contains("second document", StringComparison.Ordinal));

    [Theory]
    [InlineData("version: 1\n  timeZone: UTC", 2)]
    [InlineData("version: [1", 1)]
    [InlineData("version: 1\nrules: [\n  - id: x\n", 2)]
    [InlineData("rules: [{id: x, category: [", 1)]
    [InlineData("version: \"1", 1)]
    [InlineData("version: 1\n\ttimeZone: UTC", 1)]
    [InlineData("? [a, b]\n: c", 1)]
    [InlineData("[[[[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]]]", 1)]
    public void Says_where_the_YAML_breaks(string text, int line)
    {
        var problem = Only(WrittenSchedule.Read(text));
        Assert.InRange(problem.Line, line, line + 1);
        Assert.Contains("no YAML", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Survives_any_bytes() =>
        Gen.Select(Gen.Int[0, 600], Gen.Byte.Array[1, 4]).Sample((at, bytes) =>
        {
            var spoilt = Encoding.UTF8.GetBytes(WrittenSchedule.Sound);
            bytes.CopyTo(spoilt, Math.Min(at, spoilt.Length - bytes.Length));
            var reading = ScheduleFile.Parse(spoilt);
            return reading.Schedule is null ? reading.Problems.Count > 0 : reading.Problems.Count == 0;
        }, iter: 3_000);

    [Fact]
    public void JSON_is_YAML_and_is_read() =>
        Assert.Empty(WrittenSchedule.Read("""
            {"version": 1, "timeZone": "UTC", "rules": [{"id": "r", "category": ["c"], "startsAt": "project-end", "eraseAfter": "P0D", "eraseBy": "P1D", "because": "x"}], "settle": "P0D"}
            """).Problems);

    private string Write(string text)
    {
        var path = Path.Combine(folder, "schedule.yaml");
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return path;
    }

    private static ScheduleProblem Only(ScheduleReading reading)
    {
        Assert.Null(reading.Schedule);
        return Assert.Single(reading.Problems);
    }
}
