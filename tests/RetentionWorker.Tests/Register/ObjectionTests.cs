using System.Text.Json;
using NodaTime;
using RetentionWorker.Cli;
using RetentionWorker.Tests.Cli;

namespace RetentionWorker.Tests.Register;

public sealed class ObjectionTests : IAsyncLifetime
{
    private readonly Desk desk = new();

    public async ValueTask InitializeAsync() => await desk.WithStudyAsync();

    [Fact]
    public async Task An_objection_restricts_first_and_erases_nothing_until_somebody_decides()
    {
        await ObjectAsync();
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "cancelled");
        // P02's recording goes by the project's end; P01's is restricted from every rule.
        Assert.Equal(1, await ErasedAsync());
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));
        var hold = (await desk.DoAsync("hold", "list", "--output", "json")).Json;
        Assert.Equal(("restriction", "OBJECTION/1", 1), (hold.GetProperty("mandate").GetString(), hold.GetProperty("reference").GetString(), hold.GetProperty("objection").GetInt64()));

        var status = await desk.SayAsync("status", "--detailed-exitcode");
        Assert.Equal(ExitCode.NeedsPerson, status.Code);
        Assert.Contains("objection 1 awaits a decision since 2026-11-20", status.Output, StringComparison.Ordinal);
        Assert.Contains("its internal limit is 2026-12-20, 27 days left", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upheld_its_records_go_by_the_withdrawal_rule_from_the_day_it_was_received()
    {
        await ObjectAsync();
        var said = (await desk.DoAsync("withdraw", "decide", "1", "--uphold", "--output", "json")).Json;
        Assert.Equal("in-force", said.GetProperty("state").GetString());
        Assert.All(said.GetProperty("goes").EnumerateArray(), l => Assert.Equal(("2026-11-21", "2026-12-20"), (l.GetProperty("eraseFrom").GetString(), l.GetProperty("eraseBy").GetString())));
        Assert.Equal(2, await ErasedAsync());
        Assert.Equal((false, false, true), (desk.Holds("study-1/recording/P01/a.wav"), desk.Holds("study-1/contact-details/P01/a.wav"), desk.Holds("study-1/recording/P02/a.wav")));
        Assert.Equal(0, (await desk.DoAsync("status", "--output", "json")).Json.GetProperty("withdrawals").GetArrayLength());
        await desk.DoAsync("audit", "verify");
    }

    [Fact]
    public async Task Dismissed_the_ordinary_rules_go_on_and_the_requester_is_to_be_told()
    {
        await ObjectAsync();
        var said = await desk.DoAsync("withdraw", "decide", "1", "--dismiss");
        Assert.Contains("recording: 1 record staying: objection-dismissed", said.Output, StringComparison.Ordinal);
        Assert.Equal(0, await ErasedAsync());
        Assert.Contains("to be told, without delay and by 2026-12-20", (await desk.SayAsync("status")).Output, StringComparison.Ordinal);
        await desk.DoAsync("withdraw", "inform", "1", "--on", "2026-11-23");
        Assert.DoesNotContain("to be told", (await desk.SayAsync("status")).Output, StringComparison.Ordinal);

        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-21", "--event", "cancelled");
        Assert.Equal(2, await ErasedAsync());
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("withdraw", "cancel", "1")).Code);
    }

    [Fact]
    public async Task A_decision_is_made_once_and_about_objections_only()
    {
        await ObjectAsync();
        Assert.Equal(ExitCode.Usage, (await desk.SayAsync("withdraw", "decide", "1")).Code);
        Assert.Equal(ExitCode.Usage, (await desk.SayAsync("withdraw", "decide", "1", "--uphold", "--dismiss")).Code);
        await desk.DoAsync("withdraw", "decide", "1", "--dismiss");
        Assert.Contains("nothing changed", (await desk.DoAsync("withdraw", "decide", "1", "--dismiss")).Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("withdraw", "decide", "1", "--uphold")).Code);
        await desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P02", "--on", "2026-11-20", "--ground", "consent");
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("withdraw", "decide", "2", "--uphold")).Code);
        Assert.Equal(ExitCode.BadInput, (await desk.SayAsync("withdraw", "decide", "9", "--uphold")).Code);
    }

    [Fact]
    public async Task Only_the_decision_ends_the_restriction_or_the_objections_being_taken_back()
    {
        await ObjectAsync();
        desk.BecomeAnotherPerson();
        var said = await desk.SayAsync("hold", "release", "1");
        Assert.Equal(ExitCode.Refused, said.Code);
        Assert.Contains("retention withdraw decide 1", said.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("hold", "ground", "1", "--ground", "research")).Code);
        await desk.DoAsync("withdraw", "cancel", "1");
        Assert.Empty((await desk.DoAsync("hold", "list", "--output", "json")).Output);
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("withdraw", "decide", "1", "--uphold")).Code);
    }

    [Fact]
    public async Task A_decision_settles_like_any_fact()
    {
        desk.Write("retention-schedule.yaml", Desk.Schedule.Replace("settle: P0D", "settle: P2D", StringComparison.Ordinal));
        await ObjectAsync();
        desk.Clock.Now += Duration.FromDays(3);
        await desk.DoAsync("withdraw", "decide", "1", "--uphold");
        Assert.Equal(0, await ErasedAsync());
        desk.Clock.Now += Duration.FromDays(2);
        Assert.Equal(2, await ErasedAsync());
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<Said> ObjectAsync() => desk.DoAsync("withdraw", "--project", "study-1", "--participant", "P01", "--on", "2026-11-20", "--ground", "objection");

    private async Task<long> ErasedAsync() => (await desk.DoAsync("run", "--once", "--output", "json")).Json.GetProperty("erased").GetInt64();
}
