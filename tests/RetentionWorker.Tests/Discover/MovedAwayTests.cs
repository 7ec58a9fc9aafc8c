using System.Text.Json;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Discover;

/// <summary>A rename is no way out of a hold, nor out of a no; and what a hold covered and is gone is said.</summary>
public sealed class MovedAwayTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync()
    {
        await desk.WithStudyAsync();
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("--record", "interviews:study-1/recording/P01/a.wav", "study-1/recording/P01/interview.wav")]
    [InlineData("--participant", "P01", "study-1/recording/P001/a.wav")]
    public async Task What_was_moved_from_under_a_hold_waits_for_a_person_and_the_loss_is_a_possible_breach(string scope, string value, string to)
    {
        await HoldAsync(scope, value);
        Move("study-1/recording/P01/a.wav", to);
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("run", "--once")).Code);
        Assert.True(desk.Holds(to));
        var stops = await StopsAsync();
        Assert.Equal(("held-vanished", 1L), Of(stops, "possible-breach"));
        Assert.Equal(2L, Of(stops, "plan-waits").Records);
        await desk.DoAsync("audit", "verify");

        // Somebody looks, and says yes.
        var digest = stops.Single(s => s.GetProperty("kind").GetString() == "plan-waits").GetProperty("subject").GetString()!;
        desk.BecomeAnotherPerson();
        await desk.DoAsync("approve", digest);
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds(to));
    }

    [Fact]
    public async Task What_stays_under_the_same_hold_by_another_name_is_no_loss()
    {
        await HoldAsync("--participant", "P01");
        Move("study-1/recording/P01/a.wav", "study-1/recording/P01/b.wav");
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds("study-1/recording/P01/b.wav"));
        Assert.False(desk.Holds("study-1/recording/P02/a.wav"));
        Assert.Empty(await StopsAsync());
    }

    [Fact]
    public async Task What_a_hold_covered_and_somebody_took_away_is_a_possible_breach()
    {
        await HoldAsync("--participant", "P01");
        File.Delete(Path.Combine(desk.Home, "interviews/study-1/recording/P01/a.wav"));
        await desk.DoAsync("discover");
        Assert.Equal(("held-vanished", 1L), Of(await StopsAsync(), "possible-breach"));
    }

    [Fact]
    public async Task A_no_follows_what_is_moved()
    {
        desk.Write("retention-schedule.yaml", Desk.Schedule.Replace("records: 10000", "records: 1", StringComparison.Ordinal));
        await desk.SayAsync("run", "--once");
        await desk.DoAsync("reject", (await StopsAsync()).Single().GetProperty("subject").GetString()!, "--because", "hold-to-come");
        Move("study-1/recording/P01/a.wav", "study-1/recording/P01/b.wav");
        await desk.DoAsync("discover");
        var asked = (await desk.SayAsync("plan", "--project", "study-1", "--participant", "P01", "--save", "--output", "json")).Json.GetProperty("digest").GetString()!;
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("purge", "--yes", "--plan", asked)).Code);
        Assert.True(desk.Holds("study-1/recording/P01/b.wav"));
    }

    private Task HoldAsync(string scope, string value) =>
        desk.DoAsync("hold", "place", "--project", "study-1", scope, value, "--mandate", "litigation", "--reference", "L/1", "--review-by", "2027-01-01");

    private void Move(string from, string to)
    {
        var target = Path.Combine(desk.Home, "interviews", to);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(Path.Combine(desk.Home, "interviews", from), target);
    }

    private async Task<List<JsonElement>> StopsAsync() => [.. (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray()];

    private static (string Code, long Records) Of(List<JsonElement> stops, string kind) =>
        stops.Single(s => s.GetProperty("kind").GetString() == kind) is var stop ? (stop.GetProperty("code").GetString()!, stop.GetProperty("records").GetInt64()) : default;
}
