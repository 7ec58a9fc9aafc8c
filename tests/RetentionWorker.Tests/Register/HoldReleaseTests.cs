using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Register;

public sealed class HoldReleaseTests : IAsyncLifetime
{
    private static readonly string[] Status = ["status", "--detailed-exitcode"];

    private readonly Desk desk = new();

    public async ValueTask InitializeAsync()
    {
        await desk.WithStudyAsync();
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "cancelled");
        await desk.DoAsync("hold", "place", "--project", "study-1", "--participant", "P01", "--mandate", "litigation", "--reference", "L/1", "--review-by", "2027-11-25");
    }

    [Fact]
    public async Task Whoever_placed_a_hold_cannot_release_it()
    {
        var before = desk.Snapshot();
        var said = await desk.SayAsync("hold", "release", "1");
        Assert.Equal(ExitCode.NotPermitted, said.Code);
        Assert.Contains("who placed hold 1 cannot release it: another person does", said.Errors, StringComparison.Ordinal);
        Assert.Equal(before, desk.Snapshot());
    }

    [Fact]
    public async Task Another_person_releases_it_at_once_and_sees_the_original_deadlines()
    {
        desk.BecomeAnotherPerson();
        var said = (await desk.DoAsync("hold", "release", "1", "--output", "json")).Json;
        Assert.Equal((1, 0, "2026-11-23T09:00:00Z"), (said.GetProperty("due").GetInt64(), said.GetProperty("overdue").GetInt64(), said.GetProperty("releasedAt").GetString()));
        var becomes = said.GetProperty("becomes").EnumerateArray().ToDictionary(l => l.GetProperty("category").GetString()!);
        Assert.Equal(("due", "2026-11-21", "2026-12-04"), Dates(becomes["recording"]));
        Assert.Equal(("kept", "2027-11-11", "2027-11-20"), Dates(becomes["contact-details"]));
        Assert.Equal(2, (await desk.DoAsync("run", "--once", "--output", "json")).Json.GetProperty("erased").GetInt64());
        Assert.Contains("hold-released", (await desk.DoAsync("audit", "list", "--output", "json")).Output, StringComparison.Ordinal);

        static (string?, string?, string?) Dates(System.Text.Json.JsonElement line) =>
            (line.GetProperty("standing").GetString(), line.GetProperty("eraseFrom").GetString(), line.GetProperty("eraseBy").GetString());
    }

    [Fact]
    public async Task What_is_overdue_without_the_hold_is_said_aloud_and_shown_in_status()
    {
        await desk.DoAsync("run", "--once");
        desk.Clock.Now = Instant.FromUtc(2026, 12, 10, 9, 0);
        await desk.DoAsync("run", "--once");
        Assert.Equal(ExitCode.Done, (await desk.SayAsync(Status)).Code);
        desk.BecomeAnotherPerson();
        var said = await desk.DoAsync("hold", "release", "1");
        Assert.Contains("study-1 recording: 1 record overdue: due since 2026-11-21, to be gone by 2026-12-04", said.Output, StringComparison.Ordinal);
        Assert.Contains("warning: 1 record is overdue at once", said.Errors, StringComparison.Ordinal);
        var status = await desk.SayAsync(Status);
        Assert.Equal(ExitCode.NeedsPerson, status.Code);
        Assert.Contains("1 record is overdue", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_another_hold_keeps_too_does_not_come_due()
    {
        await desk.DoAsync("hold", "place", "--project", "study-1", "--mandate", "foi", "--reference", "F/1", "--review-by", "2027-11-25", "--record", "interviews:study-1/recording/P01/a.wav");
        desk.BecomeAnotherPerson();
        var said = (await desk.DoAsync("hold", "release", "1", "--output", "json")).Json;
        Assert.Equal(["contact-details"], said.GetProperty("becomes").EnumerateArray().Select(l => l.GetProperty("category").GetString()));
    }

    [Fact]
    public async Task The_only_person_releases_it_a_day_later_and_sees_what_will_become_of_it()
    {
        desk.Clock.Now = Instant.FromUtc(2026, 12, 4, 12, 0);
        var said = await desk.DoAsync("hold", "release", "1", "--as-single-operator");
        Assert.Contains("hold 1 is released from 2026-12-05T12:00:00Z; until then it stands", said.Output, StringComparison.Ordinal);
        Assert.Contains("1 record is overdue when it counts", said.Errors, StringComparison.Ordinal);
        Assert.Contains("hold 1 is released from 2026-12-05T12:00:00Z (retention hold keep 1 takes that back)", (await desk.SayAsync(Status)).Output, StringComparison.Ordinal);

        desk.Clock.Now = Instant.FromUtc(2026, 12, 5, 11, 59);
        Assert.Equal(1, (await desk.DoAsync("run", "--once", "--output", "json")).Json.GetProperty("erased").GetInt64());
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));
        desk.Clock.Now = Instant.FromUtc(2026, 12, 5, 12, 0);
        Assert.Equal(1, (await desk.DoAsync("run", "--once", "--output", "json")).Json.GetProperty("erased").GetInt64());
        Assert.False(desk.Holds("study-1/recording/P01/a.wav"));
        var log = await desk.DoAsync("audit", "list", "--output", "json");
        Assert.Contains("\"kind\":\"hold-released\",\"project\":\"study-1\"", log.Output, StringComparison.Ordinal);
        Assert.Contains("\"singleOperator\":1", log.Output, StringComparison.Ordinal);
        await desk.DoAsync("audit", "verify");
    }

    [Fact]
    public async Task A_release_that_does_not_count_yet_is_taken_back_and_the_hold_stands()
    {
        await desk.DoAsync("hold", "release", "1", "--as-single-operator");
        Assert.Contains("already; nothing changed", (await desk.DoAsync("hold", "release", "1", "--as-single-operator")).Errors, StringComparison.Ordinal);
        await desk.DoAsync("hold", "keep", "1");
        Assert.Contains("nothing changed", (await desk.DoAsync("hold", "keep", "1")).Errors, StringComparison.Ordinal);
        desk.Clock.Now += Duration.FromDays(3);
        await desk.DoAsync("run", "--once");
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));
        desk.BecomeAnotherPerson();
        await desk.DoAsync("hold", "release", "1");
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("hold", "keep", "1")).Code);
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("hold", "keep", "9")).Code);
    }

    [Fact]
    public async Task Another_person_need_not_wait_for_a_release_that_counts_later()
    {
        await desk.DoAsync("hold", "release", "1", "--as-single-operator");
        desk.BecomeAnotherPerson();
        Assert.Equal("2026-11-23T09:00:00Z", (await desk.DoAsync("hold", "release", "1", "--output", "json")).Json.GetProperty("releasedAt").GetString());
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }
}
