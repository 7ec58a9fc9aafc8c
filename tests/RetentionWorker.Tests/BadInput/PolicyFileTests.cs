using System.Text;
using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Deploy;
using RetentionWorker.Tests.Register;

namespace RetentionWorker.Tests.BadInput;

/// <summary>Every row of the bad inputs whose surface is the policy file, against the command: one clear error, the exit code, nothing changed.</summary>
public sealed class PolicyFileTests
{
    public static TheoryData<string> Rows() => new(PolicyFile.Rejected.Keys);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task One_clear_error_and_nothing_is_changed(string id)
    {
        using var installation = await Installation.MakeAsync();
        var before = installation.Fingerprint();
        foreach (var (bytes, told) in PolicyFile.Rejected[id])
        {
            installation.WriteSchedule(bytes);
            var (code, output, errors) = await installation.Say("schedule", "check", installation.SchedulePath);
            Assert.Equal((ExitCode.BadInput, ""), (code, output));
            var error = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.StartsWith($"error: {installation.SchedulePath}: ", error, StringComparison.Ordinal);
            Assert.Contains(told, error, StringComparison.Ordinal);

            (code, output, errors) = await installation.Say("run", "--once");
            Assert.Equal((ExitCode.BadInput, ""), (code, output));
            Assert.Contains(told, errors, StringComparison.Ordinal);
        }
        Assert.True(File.Exists(installation.Recording));
        Assert.Equal(before, installation.Fingerprint());
    }

    [Fact]
    public async Task The_same_installation_with_a_sound_schedule_erases()
    {
        using var installation = await Installation.MakeAsync();
        var before = installation.Fingerprint();
        // The end was recorded just now and would settle for a day; with P0D it acts at once. One record is all of the store.
        installation.WriteSchedule(Encoding.UTF8.GetBytes(WrittenSchedule.Sound
            .Replace("settle: P1D", "settle: P0D", StringComparison.Ordinal).Replace("percentOfStore: 20", "percentOfStore: 100", StringComparison.Ordinal)));
        await installation.Must("run", "--once");
        Assert.False(File.Exists(installation.Recording));
        Assert.NotEqual(before, installation.Fingerprint());
    }

    [Fact]
    public void Every_row_is_met_or_excepted_with_a_reason()
    {
        var rows = File.ReadLines(Repository.File("tests", "RetentionWorker.Tests", "BadInput", "bad-input.csv"))
            .Select(l => l.Split(',')).Where(f => f[1] == "policy file").Select(f => f[0]).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(24, rows.Count);
        Assert.Equal(rows, PolicyFile.Rejected.Keys.Concat(PolicyFile.Exceptions.Keys).Order(StringComparer.Ordinal));
        Assert.All(PolicyFile.Exceptions.Values, reason => Assert.NotEmpty(reason));
    }

    [Fact]
    public void B009_a_template_compares_whole_segments() =>
        Assert.Null(PathTemplate.Parse("data/root/{project}/{category}/{*}").Template!.Match(RecordName.FromText("data/rootevil/lonely/recording/x")));

    [Fact]
    public void B011_a_template_is_never_absolute() =>
        Assert.Contains("absolute", PathTemplate.Parse("/data/{project}/{category}").Problem, StringComparison.Ordinal);

    [Fact]
    public void B012_several_rules_for_one_category_are_sound_and_all_are_considered()
    {
        var schedule = WrittenSchedule.Read(WrittenSchedule.Sound.Replace(
            "limits:", "  - {id: sooner, category: recording, startsAt: project-end, eraseAfter: P0D, eraseBy: P7D, because: Sooner.}\nlimits:", StringComparison.Ordinal)).Schedule!;
        var ended = new LocalDate(2026, 10, 31);
        var facts = new RecordFacts(
            new("s"), new("p"), new ProjectFacts(new("p"), null, ended, Instant.FromUtc(2026, 10, 1, 0, 0)), new("recording"), Participation.Nobody, ended, []);
        var timetable = Decider.Timetable(facts, schedule);
        Assert.Equal(ended.PlusDays(7), timetable.EraseBy);
        Assert.Equal(["recordings", "sooner"], timetable.Considered.Select(r => r.Rule.Value));
    }

    [Fact]
    public void B015_a_year_is_a_calendar_year() =>
        Assert.Equal(new LocalDate(2024, 3, 15), CalendarPeriod.Parse("P1Y").After(new LocalDate(2023, 3, 15)));

    [Fact]
    public void B017_P0D_is_taken_and_PT0S_is_not()
    {
        Assert.Empty(WrittenSchedule.Read(WrittenSchedule.Sound).Problems);
        Assert.Contains(WrittenSchedule.Read(WrittenSchedule.With(7, "eraseAfter: PT0S")).Problems, p => p.Remedy.Contains("P0D", StringComparison.Ordinal));
    }

    [Fact]
    public async Task B025_absent_limits_are_warned_of()
    {
        using var installation = await Installation.MakeAsync();
        var lines = WrittenSchedule.Sound.Split('\n').ToList();
        lines.RemoveRange(22, 5);
        installation.WriteSchedule(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        var (code, _, errors) = await installation.Say("schedule", "check", installation.SchedulePath);
        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(3, errors.Split('\n').Count(l => l.StartsWith("warning: ", StringComparison.Ordinal) && l.Contains("is not limited", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("on")]
    [InlineData("1")]
    [InlineData("' TRUE '")]
    [InlineData("true")]
    public void B027_no_key_is_true_or_false(string word)
    {
        foreach (var (line, key) in ((int, string)[])[(2, "timeZone"), (6, "startsAt"), (7, "eraseAfter"), (13, "retain"), (20, "disposition"), (28, "settle")])
            Assert.Contains(WrittenSchedule.Read(WrittenSchedule.With(line, $"{key}: {word}")).Problems, p => p.Line == line);
        if (word != "1")
            Assert.Contains(WrittenSchedule.Read(WrittenSchedule.With(25, $"percentOfStore: {word}")).Problems, p => p.Line == 25);
    }

    [Fact]
    public async Task B029_what_others_may_write_and_links_are_refused()
    {
        using var installation = await Installation.MakeAsync();
        File.SetUnixFileMode(installation.SchedulePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        var (code, _, errors) = await installation.Say("run", "--once");
        Assert.Contains(code, (ExitCode[])[ExitCode.BadInput, ExitCode.BadConfiguration]);
        Assert.Contains("chmod go-w", errors, StringComparison.Ordinal);
        var moved = installation.SchedulePath + ".moved";
        File.Move(installation.SchedulePath, moved);
        File.SetUnixFileMode(moved, UnixFileMode.UserRead);
        File.CreateSymbolicLink(installation.SchedulePath, moved);
        (code, _, errors) = await installation.Say("run", "--once");
        Assert.Contains(code, (ExitCode[])[ExitCode.BadInput, ExitCode.BadConfiguration]);
        Assert.Contains("symbolic link", errors, StringComparison.Ordinal);
        Assert.True(File.Exists(installation.Recording));
    }

    [Fact]
    public void B032_a_schedule_cannot_speak_of_holds() =>
        Assert.Contains(WrittenSchedule.Read(WrittenSchedule.Sound + "\nholds: []").Problems, p => p.Path == "holds");
}
