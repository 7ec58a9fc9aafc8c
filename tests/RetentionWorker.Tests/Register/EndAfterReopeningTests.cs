using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Register;

/// <summary>An earlier end takes a second person, also by way of a re-opening that a second person approved.</summary>
public sealed class EndAfterReopeningTests : IAsyncLifetime
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
    public async Task A_re_opened_projects_next_end_is_no_first_end_where_it_is_earlier_than_the_one_that_was_recorded()
    {
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-12-20", "--event", "report-accepted");
        await desk.CorrectAsync("project", "reopen", "study-1", "--informed", "participants-informed");
        var said = await desk.SayAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds(Recording), $"erased a month before the end that was recorded first, by one person's word: {said.Code}");
        Assert.Equal(ExitCode.Refused, said.Code);
    }
}
