using System.Text.Json;
using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Register;

/// <summary>What the institute is to a project's data can be recorded wrong; each way of correcting it takes as many people as it can do harm (UK GDPR Art. 28(3)(g)).</summary>
public sealed class ProjectRoleTests : IAsyncLifetime
{
    private const string Recording = "study-1/recording/P01/a.wav";
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync() => await desk.WithStudyAsync();

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task That_the_institute_is_a_processor_counts_at_once_for_it_only_keeps()
    {
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        var before = desk.Snapshot();
        await desk.DoAsync("project", "role", "study-1", "--to", "processor", "--preview");
        Assert.Equal(before, desk.Snapshot());
        Assert.Contains("retention project instruct study-1", (await desk.DoAsync("project", "role", "study-1", "--to", "processor")).Output, StringComparison.Ordinal);
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds(Recording));
        Assert.Equal("2026-12-05T00:00:00Z", (await StopAsync("instruction-awaited")).GetProperty("mustBeResolvedBy").GetString());
        Assert.Contains("nothing changed", (await desk.DoAsync("project", "role", "study-1", "--to", "processor")).Errors, StringComparison.Ordinal);
        await desk.DoAsync("project", "instruct", "study-1", "--choice", "erase", "--on", "2026-11-22", "--reference", "DPA/7");
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds(Recording));
    }

    [Fact]
    public async Task That_the_institute_is_the_controller_takes_a_second_person_and_settles()
    {
        desk.Write("retention-schedule.yaml", Desk.Schedule.Replace("settle: P0D", "settle: P1D", StringComparison.Ordinal));
        await desk.DoAsync("project", "role", "study-1", "--to", "processor");
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        desk.Clock.Now += Duration.FromDays(2);
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds(Recording));

        var asked = await desk.SayAsync("project", "role", "study-1", "--to", "controller", "--output", "json");
        Assert.Equal(ExitCode.Refused, asked.Code);
        var correction = asked.Json.GetProperty("correction");
        Assert.Equal(("processor", "controller", "sooner", 4L), (correction.GetProperty("from").GetString(), correction.GetProperty("to").GetString(), correction.GetProperty("shift").GetString(), correction.GetProperty("records").GetInt64()));
        var digest = correction.GetProperty("correction").GetString()!;
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds(Recording));
        Assert.Equal("role-changed", (await StopAsync("correction-waits")).GetProperty("code").GetString());
        Assert.Equal(ExitCode.NotPermitted, (await desk.SayAsync("approve", digest)).Code);
        desk.BecomeAnotherPerson();
        await desk.DoAsync("approve", digest);
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds(Recording));
        desk.Clock.Now += Duration.FromDays(1);
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds(Recording));
        Assert.Equal(
            [("project-role-changed", "processor"), ("project-role-changed", "controller")],
            (await EntriesAsync("project-role-changed")).Select(e => (e.GetProperty("kind").GetString(), e.GetProperty("role").GetString())));
        await desk.DoAsync("audit", "verify");
    }

    [Fact]
    public async Task What_goes_on_as_part_of_another_has_the_same_role()
    {
        desk.Record("pilot/recording/P01/a.wav");
        await desk.DoAsync("project", "add", "pilot", "--planned-end", "2026-12-31");
        await desk.DoAsync("discover");
        await desk.CorrectAsync("project", "merge", "pilot", "--into", "study-1");
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("project", "role", "pilot", "--to", "processor")).Code);
        await desk.DoAsync("project", "role", "study-1", "--to", "processor");
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds("pilot/recording/P01/a.wav"));
        await desk.CorrectAsync("project", "role", "study-1", "--to", "controller");
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("pilot/recording/P01/a.wav"));
    }

    [Fact]
    public async Task A_merger_that_waits_does_not_fit_once_one_of_the_two_is_processed_for_somebody_else()
    {
        await desk.DoAsync("project", "add", "pilot", "--planned-end", "2026-12-31");
        var asked = await desk.SayAsync("project", "merge", "pilot", "--into", "study-1", "--output", "json");
        await desk.DoAsync("project", "role", "pilot", "--to", "processor");
        desk.BecomeAnotherPerson();
        Assert.Contains("does not fit any more", (await desk.SayAsync("approve", asked.Json.GetProperty("correction").GetProperty("correction").GetString()!)).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_is_recorded_wrong_is_refused_elsewhere_with_the_verb_that_corrects_it()
    {
        Assert.Contains("retention project role study-1", (await desk.SayAsync("project", "add", "study-1", "--planned-end", "2026-12-31", "--role", "processor")).Errors, StringComparison.Ordinal);
        desk.Write("in.csv", "project_id,planned_end,project_end,role\nstudy-1,,,processor\n");
        var said = await desk.SayAsync("project", "import", "in.csv");
        Assert.Equal(ExitCode.Refused, said.Code);
        Assert.Contains("retention project role study-1 --to processor", said.Errors, StringComparison.Ordinal);
    }

    private async Task<JsonElement> StopAsync(string kind) => Assert.Single(
        (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray(), s => s.GetProperty("kind").GetString() == kind);

    private async Task<List<JsonElement>> EntriesAsync(string kind) =>
        [.. (await desk.DoAsync("audit", "list", "--output", "json")).Lines.Select(l => JsonDocument.Parse(l).RootElement).Where(e => e.GetProperty("kind").GetString() == kind)];
}
