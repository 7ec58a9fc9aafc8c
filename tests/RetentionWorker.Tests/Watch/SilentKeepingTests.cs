using System.Text.Json;
using NodaTime;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Watch;

/// <summary>States in which nothing of something is ever erased: each is on the list, with a clock and a remedy that works.</summary>
public sealed class SilentKeepingTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync() => await desk.WithStudyAsync();

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("project", "replan", "new1", "--planned-end", "2027-03-31")]
    [InlineData("project", "end", "new1", "--on", "2026-12-20", "--event", "cancelled")]
    public async Task A_project_of_which_nobody_said_when_it_ends_counts_down_from_the_day_it_was_added(params string[] remedy)
    {
        desk.Write("in.csv", "project_id,planned_end,project_end\nnew1,,\nnew2,,never\nnew3,,\n");
        await desk.DoAsync("project", "import", "in.csv");
        foreach (var project in new[] { "new1", "new2" })
            desk.Record($"{project}/recording/P01/a.wav");
        desk.Clock.Now += Duration.FromDays(3);
        await desk.DoAsync("discover");
        var stop = Assert.Single(await StopsAsync());
        Assert.Equal(("end-unknown", "new1", "no-end-planned", 1L), Facts(stop));
        Assert.Equal(("2026-11-23T09:00:00Z", "2026-12-23T09:00:00Z"), (stop.GetProperty("since").GetString(), stop.GetProperty("mustBeResolvedBy").GetString()));
        await desk.DoAsync(remedy);
        Assert.Empty(await StopsAsync());
    }

    [Fact]
    public async Task The_parts_of_a_project_without_any_end_count_as_its_own_and_no_part_is_asked_for_one()
    {
        desk.Write("in.csv", "project_id,planned_end,project_end\nwhole,,\npart,,\n");
        await desk.DoAsync("project", "import", "in.csv");
        desk.Record("part/recording/P01/a.wav");
        await desk.DoAsync("discover");
        await desk.CorrectAsync("project", "merge", "part", "--into", "whole");
        Assert.Equal(("end-unknown", "whole", "no-end-planned", 1L), Facts(Assert.Single(await StopsAsync())));
    }

    private static (string?, string?, string?, long) Facts(JsonElement stop) => (
        stop.GetProperty("kind").GetString(), stop.GetProperty("subject").GetString(), stop.GetProperty("code").GetString(), stop.GetProperty("records").GetInt64());

    private async Task<IReadOnlyList<JsonElement>> StopsAsync() => [.. (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray()];
}
