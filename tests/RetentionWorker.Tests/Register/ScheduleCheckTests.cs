using Retention.Domain.Schedule;

namespace RetentionWorker.Tests.Register;

/// <summary>Schedules with one thing wrong: the problem names its line, its key, what it is and what to write.</summary>
public sealed class ScheduleCheckTests
{
    [Fact]
    public void A_sound_schedule_has_no_problems_and_no_warnings()
    {
        var reading = WrittenSchedule.Read(WrittenSchedule.Sound);
        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Warnings);
        Assert.Equal(3, reading.Schedule!.Rules.Count);
    }

    [Theory]
    [InlineData(1, "", 1, "version", "version is missing")]
    [InlineData(1, "version: 2", 1, "version", "version 2 is not supported; write version: 1")]
    [InlineData(1, "version: 0", 1, "version", "not supported")]
    [InlineData(1, "version: \"1\"", 1, "version", "without quotes")]
    [InlineData(1, "version: 1.0", 1, "version", "not a whole number")]
    [InlineData(1, "version: 01", 1, "version", "not a whole number")]
    [InlineData(1, "version: 4294967297", 1, "version", "out of range")]
    [InlineData(2, "", 1, "timeZone", "timeZone is missing")]
    [InlineData(2, "timezone: Europe/London", 2, "timezone", "did you mean 'timeZone'?")]
    [InlineData(2, "timeZone: BST", 2, "timeZone", "write Europe/London")]
    [InlineData(2, "timeZone: London", 2, "timeZone", "write Europe/London")]
    [InlineData(2, "timeZone: GMT", 2, "timeZone", "write Europe/London")]
    [InlineData(2, "timeZone: EST", 2, "timeZone", "write America/New_York")]
    [InlineData(2, "timeZone: GMT Standard Time", 2, "timeZone", "write Europe/London")]
    [InlineData(2, "timeZone: europe/london", 2, "timeZone", "write Europe/London")]
    [InlineData(2, "timeZone: Europe/Londno", 2, "timeZone", "write Europe/London")]
    [InlineData(2, "timeZone: GB", 2, "timeZone", "write Europe/London")]
    [InlineData(2, "timeZone: Nowhere at all", 2, "timeZone", "such as Europe/London")]
    [InlineData(2, "timeZone: \"\"", 2, "timeZone", "is empty")]
    [InlineData(2, "timeZone: ~", 2, "timeZone", "is empty")]
    [InlineData(2, "timeZone: [Europe/London]", 2, "timeZone", "is a list")]
    [InlineData(2, "timeZone: +01:00", 2, "timeZone", "no IANA time zone")]
    [InlineData(4, "category: x", 5, "rules[0].category", "written twice, first on line 4")]
    [InlineData(4, "id: \"\"", 4, "rules[0].id", "is empty")]
    [InlineData(4, "id: two words", 4, "rules[0].id", "is no id")]
    [InlineData(4, "id: payments", 10, "rules[1].id", "taken by the rule on line 4")]
    [InlineData(28, "settle: P15D", 28, "settle", "rule recordings (line 4) can only be late: a fact of 2024-01-01, recorded on that very day, settles for P15D until 2024-01-16, and eraseBy P14D promises that all is gone by the end of 2024-01-15")]
    [InlineData(28, "settle: P1M", 28, "settle", "can only be late")]
    [InlineData(5, "", 4, "rules[0].category", "category is missing")]
    [InlineData(5, "category: []", 5, "rules[0].category", "empty")]
    [InlineData(5, "category: \"*\"", 5, "rules[0].category", "would match several")]
    [InlineData(5, "category: \"**\"", 5, "rules[0].category", "would match several")]
    [InlineData(5, "category: /", 5, "rules[0].category", "would match several")]
    [InlineData(5, "category: \"\"", 5, "rules[0].category", "is empty")]
    [InlineData(5, "category: [recording, \"*\"]", 5, "rules[0].category", "would match several")]
    [InlineData(5, "category: [recording, \"\"]", 5, "rules[0].category", "it is empty")]
    [InlineData(5, "category: [recording, recording]", 5, "rules[0].category", "listed twice")]
    [InlineData(5, "category: [[recording]]", 5, "rules[0].category", "is a name")]
    [InlineData(5, "category: {recording: yes}", 5, "rules[0].category", "is a map")]
    [InlineData(5, "category: 'recording '", 5, "rules[0].category", "is no category")]
    [InlineData(6, "", 4, "rules[0].startsAt", "startsAt is missing")]
    [InlineData(6, "startsAt: projectend", 6, "rules[0].startsAt", "did you mean 'project-end'?")]
    [InlineData(6, "startsAt: Project-End", 6, "rules[0].startsAt", "did you mean 'project-end'?")]
    [InlineData(6, "startsAt: fixed-date", 4, "rules[0].date", "date is missing")]
    [InlineData(7, "", 4, "rules[0].eraseAfter", "no default")]
    [InlineData(8, "", 4, "rules[0].eraseBy", "no default")]
    [InlineData(7, "eraseAfter:", 7, "rules[0].eraseAfter", "is empty")]
    [InlineData(7, "eraseAfter: null", 7, "rules[0].eraseAfter", "is empty")]
    [InlineData(7, "eraseAftr: P0D", 7, "rules[0].eraseAftr", "did you mean 'eraseAfter'?")]
    [InlineData(7, "eraseAfter: PT12M", 7, "rules[0].eraseAfter", "write P12M")]
    [InlineData(7, "eraseAfter: P14D1M", 7, "rules[0].eraseAfter", "order")]
    [InlineData(7, "eraseAfter: P15D", 8, "rules[0].eraseBy", "the window is empty")]
    [InlineData(7, "eraseAfter: P1M", 8, "rules[0].eraseBy", "the window is empty")]
    [InlineData(8, "eraseBy: PT0S", 8, "rules[0].eraseBy", "time of day")]
    [InlineData(8, "eraseBy: 14", 8, "rules[0].eraseBy", "write P14D")]
    [InlineData(9, "", 4, "rules[0].because", "because is missing")]
    [InlineData(9, "because: '  '", 9, "rules[0].because", "is empty")]
    [InlineData(9, "date: 2027-03-31", 9, "rules[0].date", "fixed-date only")]
    [InlineData(9, "reviewEvery: P1Y", 9, "rules[0].reviewEvery", "only a rule that keeps")]
    [InlineData(9, "obligation: tax", 9, "rules[0].obligation", "needs the period")]
    [InlineData(9, "disposition: erase", 9, "rules[0].disposition", "there is no disposition \"erase\"")]
    [InlineData(9, "disposition: Keep", 9, "rules[0].disposition", "did you mean 'keep'?")]
    [InlineData(9, "leagl_hold: true", 9, "rules[0].leagl_hold", "there is no key")]
    [InlineData(9, "period: P1Y", 9, "rules[0].period", "there is no key")]
    [InlineData(13, "retain: P6Y3M", 16, "rules[1].eraseBy", "an obligation is kept through its last day")]
    [InlineData(13, "retain: P7Y", 16, "rules[1].eraseBy", "retain P7Y keeps through")]
    [InlineData(14, "", 10, "rules[1].obligation", "obligation is missing")]
    [InlineData(14, "obligation: HMRC rules!", 14, "rules[1].obligation", "is no code")]
    [InlineData(15, "", 10, "rules[1].eraseAfter", "no default")]
    [InlineData(16, "", 10, "rules[1].eraseBy", "no default")]
    [InlineData(20, "eraseAfter: P1Y", 18, "rules[2].startsAt", "startsAt is missing")]
    [InlineData(21, "", 18, "rules[2].reviewEvery", "reviewEvery is missing")]
    [InlineData(21, "reviewEvery: P0D", 21, "rules[2].reviewEvery", "never ends")]
    [InlineData(22, "startsAt: collected", 22, "rules[2].startsAt", "a rule that keeps has no startsAt")]
    [InlineData(22, "eraseAfter: P1Y", 22, "rules[2].eraseAfter", "a rule that keeps has no eraseAfter")]
    [InlineData(22, "retain: P1Y", 22, "rules[2].retain", "a rule that keeps has no retain")]
    [InlineData(24, "records: -1", 24, "limits.records", "not a whole number")]
    [InlineData(24, "records: 10_000", 24, "limits.records", "not a whole number")]
    [InlineData(24, "records: 1e4", 24, "limits.records", "not a whole number")]
    [InlineData(24, "records: .inf", 24, "limits.records", "not a whole number")]
    [InlineData(24, "records: 99999999999999999999", 24, "limits.records", "not a whole number")]
    [InlineData(24, "records:", 24, "limits.records", "is empty")]
    [InlineData(24, "record: 10", 24, "limits.record", "did you mean 'records'?")]
    [InlineData(25, "percentOfStore: 0", 25, "limits.percentOfStore", "out of range")]
    [InlineData(25, "percentOfStore: 101", 25, "limits.percentOfStore", "out of range")]
    [InlineData(25, "percentOfStore: \"20\"", 25, "limits.percentOfStore", "without quotes")]
    [InlineData(26, "percentOfProject: 10%", 26, "limits.percentOfProject", "without a percent sign")]
    [InlineData(26, "percentOfProject: 0,1", 26, "limits.percentOfProject", "not a whole number")]
    [InlineData(26, "percentOfProject: +1", 26, "limits.percentOfProject", "not a whole number")]
    [InlineData(28, "", 1, "settle", "P0D, not at all, must be written")]
    [InlineData(28, "settle: 1 day", 28, "settle", "not a calendar period")]
    [InlineData(28, "settles: P1D", 28, "settles", "did you mean 'settle'?")]
    [InlineData(28, "settle: P1D\nlog: P1Y", 29, "log", "no map of keys")]
    [InlineData(28, "settle: P1D\nlog: {keysKeptFor: P1Y}", 29, "log.keysRecoverableFor", "P0D, to the end of the same day, must be written")]
    [InlineData(28, "settle: P1D\nlog: {keysRecoverableFor: P1D}", 29, "log.keysKeptFor", "keysKeptFor is missing")]
    [InlineData(28, "settle: P1D\nlog: {keysKeptFor: 1, keysRecoverableFor: P1D}", 29, "log.keysKeptFor", "write P1D for days")]
    [InlineData(28, "settle: P1D\nlog: {keyKeptFor: P1Y, keysRecoverableFor: P1D}", 29, "log.keyKeptFor", "did you mean 'keysKeptFor'?")]
    public void Says_where_what_and_what_to_write(int line, string text, int told, string path, string message)
    {
        var reading = WrittenSchedule.Read(WrittenSchedule.With(line, text));
        Assert.Null(reading.Schedule);
        Assert.Contains(reading.Problems, p => p.Line == told && p.Path == path && $"{p.Message}; {p.Remedy}".Contains(message, StringComparison.Ordinal));
        Assert.All(reading.Problems, p => Assert.NotEmpty(p.Remedy));
    }

    [Theory]
    [InlineData(2, "timeZone: UTC")]
    [InlineData(2, "timeZone: Asia/Kolkata")]
    [InlineData(2, "timeZone: Europe/Stockholm")]
    [InlineData(2, "timeZone: America/Argentina/Buenos_Aires")]
    [InlineData(5, "category: recording")]
    [InlineData(7, "eraseAfter: P14D")]
    [InlineData(7, "eraseAfter: P2W")]
    [InlineData(8, "eraseBy: P1000Y")]
    [InlineData(25, "percentOfStore: 1")]
    [InlineData(28, "settle: P0D")]
    [InlineData(28, "settle: P1D\nlog: {keysKeptFor: P1Y, keysRecoverableFor: P0D}")]
    public void Takes_what_is_sound(int line, string text)
    {
        var reading = WrittenSchedule.Read(WrittenSchedule.With(line, text));
        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Warnings);
    }

    [Fact]
    public void A_fixed_date_is_read()
    {
        var text = WrittenSchedule.With(6, "startsAt: fixed-date\n    date: 2027-03-31");
        Assert.Equal(new NodaTime.LocalDate(2027, 3, 31), WrittenSchedule.Read(text).Schedule!.Rules[0].FixedDate);
        Assert.Contains(WrittenSchedule.Read(text.Replace("2027-03-31", "2027-02-30", StringComparison.Ordinal)).Problems, p => p is { Line: 7, Path: "rules[0].date" });
        Assert.Contains(WrittenSchedule.Read(text.Replace("2027-03-31", "31/03/2027", StringComparison.Ordinal)).Problems, p => p is { Line: 7, Path: "rules[0].date" });
    }

    [Fact]
    public void An_obligation_may_stand_alone()
    {
        var text = WrittenSchedule.Sound.Replace("    eraseAfter: P6Y\n    eraseBy: P6Y3M\n", "", StringComparison.Ordinal);
        var reading = WrittenSchedule.Read(text);
        Assert.False(reading.Schedule!.Rules[1].Erases);
        Assert.Contains(reading.Warnings, w => w is { Line: 10, Path: "rules[1]" } && w.Message.Contains("only obligations", StringComparison.Ordinal));
    }

    [Fact]
    public void All_problems_are_told_at_once_in_the_order_of_their_lines()
    {
        var reading = WrittenSchedule.Read("""
            version: 3
            timeZone: BST
            rules:
              - id: a
                category: "*"
                startsAt: end
                eraseBy: P1Y
                because: ""
              - just text
              - id: a
            limits: 20
            colour: blue
            """);
        Assert.Equal(
            [
                "colour", "limits", "rules[0].because", "rules[0].category", "rules[0].eraseAfter", "rules[0].startsAt", "rules[1]", "rules[2].because",
                "rules[2].category", "rules[2].eraseAfter", "rules[2].eraseBy", "rules[2].id", "rules[2].startsAt", "settle", "timeZone", "version",
            ],
            reading.Problems.Select(p => p.Path).Order(StringComparer.Ordinal));
        Assert.Equal(reading.Problems.Select(p => p.Line).Order(), reading.Problems.Select(p => p.Line));
    }

    [Theory]
    [InlineData("version: 1\ntimeZone: UTC\nrules: []\nsettle: P1D", "rules", "empty")]
    [InlineData("version: 1\ntimeZone: UTC\nrules: none\nsettle: P1D", "rules", "no list")]
    [InlineData("version: 1\ntimeZone: UTC\nsettle: P1D", "rules", "missing")]
    public void A_schedule_without_rules_is_none(string text, string path, string told) =>
        Assert.Contains(WrittenSchedule.Read(text).Problems, p => p.Path == path && p.Message.Contains(told, StringComparison.Ordinal));

    [Theory]
    [InlineData(23, 27, "", "limits.records", "is not limited")]
    [InlineData(23, 27, "", "limits.percentOfStore", "is not limited")]
    [InlineData(23, 27, "", "limits.percentOfProject", "is not limited")]
    [InlineData(27, 27, "", "limits.perDay", "neither perDay nor perWeek")]
    [InlineData(24, 24, "  records: 0", "limits.records", "every plan waits")]
    [InlineData(19, 19, "    category: recording", "rules[2]", "kept only until")]
    [InlineData(6, 6, "    startsAt: withdrawal", "rules[0]", "at a withdrawal only")]
    [InlineData(19, 19, "    category: Recording", "rules", "differ in case only")]
    public void Warns_of_what_may_not_be_meant(int first, int last, string text, string path, string told)
    {
        var lines = WrittenSchedule.Sound.Split('\n').ToList();
        lines.RemoveRange(first - 1, last - first + 1);
        lines.Insert(first - 1, text);
        var reading = WrittenSchedule.Read(string.Join('\n', lines));
        Assert.Empty(reading.Problems);
        Assert.Contains(reading.Warnings, w => w.Path == path && w.Message.Contains(told, StringComparison.Ordinal));
    }

    [Fact]
    public void Warns_of_a_promise_that_an_obligation_breaks_and_of_one_that_may_never_start()
    {
        var duty = "  - {id: duty, category: recording, startsAt: project-end, retain: P1Y, obligation: law, because: Law.}\nlimits:";
        var reading = WrittenSchedule.Read(WrittenSchedule.Sound.Replace("limits:", duty, StringComparison.Ordinal));
        Assert.Contains(reading.Warnings, w => w is { Line: 4, Path: "rules[0]" } && w.Message.Contains("the obligation duty keeps recording beyond", StringComparison.Ordinal));
        reading = WrittenSchedule.Read(WrittenSchedule.Sound.Replace("limits:", duty.Replace("project-end", "withdrawal", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Contains(reading.Warnings, w => w is { Line: 23, Path: "rules[3]" } && w.Message.Contains("never withdraw", StringComparison.Ordinal));
    }

    [Fact]
    public void A_fact_that_settles_as_long_as_its_deadline_is_a_warning_and_less_is_none()
    {
        var equal = WrittenSchedule.Read(WrittenSchedule.With(28, "settle: P14D"));
        Assert.Empty(equal.Problems);
        Assert.Contains("as long as this rule's eraseBy", Assert.Single(equal.Warnings).Message, StringComparison.Ordinal);
        Assert.Empty(WrittenSchedule.Read(WrittenSchedule.With(28, "settle: P13D")).Warnings);
    }

    [Fact]
    public void Settling_says_nothing_of_rules_whose_start_is_no_recorded_fact() =>
        Assert.Empty(WrittenSchedule.Read(WrittenSchedule.With(28, "settle: P90Y").Replace("startsAt: project-end", "startsAt: collected", StringComparison.Ordinal)).Problems);

    [Fact]
    public void An_id_that_is_taken_by_a_rule_with_another_problem_is_said_in_the_same_round()
    {
        var text = WrittenSchedule.With(10, "id: recordings").Replace("eraseAfter: P0D", "eraseAfter: soon", StringComparison.Ordinal);
        var problems = WrittenSchedule.Read(text).Problems;
        Assert.Equal([(7, "rules[0].eraseAfter"), (10, "rules[1].id")], problems.Select(p => (p.Line, p.Path)));
    }
}
