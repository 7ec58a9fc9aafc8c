using System.Text.Json;
using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Hosting;
using RetentionWorker.Tests.Deploy;
using RetentionWorker.Tests.Register;

namespace RetentionWorker.Tests.Cli;

public sealed class ScheduleCommandsTests : IDisposable
{
    private static readonly string Example = Repository.File("docs", "retention-schedule.example.yaml");

    private readonly string folder = Directory.CreateTempSubdirectory("schedule-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("recordings-at-project-end", "2026-11-15", """{"keepThrough":"2026-11-15","eraseFrom":"2026-11-16","eraseBy":"2026-11-29","deadline":"2026-11-30T00:00:00Z"}""")]
    [InlineData("contact-details-within-12-months", "2025-06-30", """{"keepThrough":"2026-06-20","eraseFrom":"2026-06-21","eraseBy":"2026-06-30","deadline":"2026-06-30T23:00:00Z"}""")]
    [InlineData("everything-on-withdrawal", "2024-01-31", """{"keepThrough":"2024-01-31","eraseFrom":"2024-02-01","eraseBy":"2024-02-29","deadline":"2024-03-01T00:00:00Z"}""")]
    [InlineData("incentive-payments-tax", "2026-03-01", """{"keepThrough":"2032-03-01","eraseFrom":"2032-03-02","eraseBy":"2032-06-01","deadline":"2032-06-01T23:00:00Z"}""")]
    public async Task When_answers_in_the_published_shape(string rule, string start, string answer)
    {
        var (code, output, errors) = await Say("schedule", "when", "--schedule", Example, "--rule", rule, "--start", start, "--output", "json");
        Assert.Equal((ExitCode.Done, answer, ""), (code, output.TrimEnd(), errors));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public async Task When_speaks_to_people_too()
    {
        var (code, output, _) = await Say("schedule", "when", "--schedule", Example, "--rule", "recordings-at-project-end", "--start", "2026-11-15");
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("gone by       2026-11-29, 2026-11-30T00:00:00Z at the latest", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(65, "did you mean 'recordings-at-project-end'?", "--rule", "recording-at-project-end", "--start", "2026-11-15")]
    [InlineData(65, "it erases nothing", "--rule", "anonymised-datasets", "--start", "2026-11-15")]
    [InlineData(64, "--start", "--rule", "recordings-at-project-end", "--start", "15/11/2026")]
    [InlineData(64, "--start", "--rule", "recordings-at-project-end")]
    [InlineData(64, "--rule", "--start", "2026-11-15")]
    public async Task When_says_what_is_wrong_with_the_question(int expected, string told, params string[] arguments)
    {
        var (code, output, errors) = await Say(["schedule", "when", "--schedule", Example, .. arguments]);
        Assert.Equal((expected, ""), ((int)code, output));
        Assert.Contains(told, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_says_that_a_schedule_is_sound()
    {
        var (code, output, errors) = await Say("schedule", "check", Example);
        Assert.Equal((ExitCode.Done, ""), (code, errors));
        Assert.Contains("sound: 5 rules for 5 categories, days of Europe/London", output, StringComparison.Ordinal);
        (code, output, _) = await Say("schedule", "check", "--schedule", Example, "--output", "json");
        Assert.Equal(ExitCode.Done, code);
        var answer = JsonDocument.Parse(output).RootElement;
        Assert.True(answer.GetProperty("sound").GetBoolean());
        Assert.Equal(64, answer.GetProperty("schedule").GetString()!.Length);
        Assert.Equal(0, answer.GetProperty("problems").GetArrayLength());
    }

    [Fact]
    public async Task Check_tells_every_problem_with_its_line()
    {
        var path = Write(WrittenSchedule.With(7, "eraseAftr: P0D").Replace("settle: P1D", "settle: soon", StringComparison.Ordinal));
        var (code, output, errors) = await Say("schedule", "check", path);
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Equal(
            ["line 4: rules[0].eraseAfter", "line 7: rules[0].eraseAftr", "line 28: settle"],
            errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => string.Join(':', l.Split(':')[2..4]).Trim()));
        (code, output, _) = await Say("schedule", "check", path, "--output", "json");
        Assert.Equal(ExitCode.BadInput, code);
        var problems = JsonDocument.Parse(output).RootElement.GetProperty("problems");
        Assert.Equal(3, problems.GetArrayLength());
        Assert.Equal(7, problems[1].GetProperty("line").GetInt32());
        Assert.Equal("rules[0].eraseAftr", problems[1].GetProperty("path").GetString());
        Assert.NotEmpty(problems[1].GetProperty("remedy").GetString()!);
    }

    [Fact]
    public async Task Show_lists_the_rules()
    {
        var (code, output, _) = await Say("schedule", "show", "--schedule", Example);
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("keep, review every P5Y", output, StringComparison.Ordinal);
        Assert.Contains("contact-details-within-12-months", output, StringComparison.Ordinal);
        (code, output, _) = await Say("schedule", "show", "--schedule", Example, "--output", "json");
        Assert.Equal(ExitCode.Done, code);
        var answer = JsonDocument.Parse(output).RootElement;
        Assert.Equal("project-end", answer.GetProperty("rules")[0].GetProperty("startsAt").GetString());
        Assert.Equal("P11M21D", answer.GetProperty("rules")[1].GetProperty("eraseAfter").GetString());
        Assert.Equal(20, answer.GetProperty("limits").GetProperty("percentOfStore").GetInt32());
        Assert.Equal("P30D", answer.GetProperty("log").GetProperty("keysRecoverableFor").GetString());
    }

    [Fact]
    public async Task Without_a_file_the_configured_schedule_is_meant()
    {
        var (code, _, errors) = await Say("schedule", "check");
        Assert.Equal(ExitCode.BadConfiguration, code);
        Assert.Contains("no retention schedule is configured", errors, StringComparison.Ordinal);
        Write("""{"schedule": "schedule.yaml"}""", "retention.json");
        (code, _, errors) = await Say("schedule", "check");
        Assert.Equal(ExitCode.BadConfiguration, code);
        Assert.Contains("is not there", errors, StringComparison.Ordinal);
        Write(WrittenSchedule.Sound);
        (code, var output, _) = await Say("schedule", "check");
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("sound: 3 rules", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(65, "no such file", "check", "none.yaml")]
    [InlineData(65, "no such file", "show", "--schedule", "none.yaml")]
    [InlineData(64, "name the schedule once", "check", "a.yaml", "--schedule", "b.yaml")]
    [InlineData(64, "is empty", "check", "")]
    [InlineData(64, "did you mean 'show'?", "shwo")]
    public async Task Says_what_is_wrong_with_the_file_named(int expected, string told, params string[] arguments)
    {
        var (code, output, errors) = await Say(["schedule", .. arguments]);
        Assert.Equal((expected, ""), ((int)code, output));
        Assert.Contains(told, errors, StringComparison.Ordinal);
    }

    private string Write(string text, string name = "schedule.yaml")
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private async Task<(ExitCode Code, string Output, string Errors)> Say(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var around = new Surroundings(output, errors, new Dictionary<string, string>(StringComparer.Ordinal), folder, SystemClock.Instance);
        var code = await Entrance.RunAsync(arguments, around, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }
}
