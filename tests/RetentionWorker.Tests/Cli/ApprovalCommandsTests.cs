using NodaTime;
using RetentionWorker.Cli;

namespace RetentionWorker.Tests.Cli;

/// <summary>Plans beyond a limit, early erasure and their approvals, as they are said on the command line.</summary>
public sealed class ApprovalCommandsTests : IAsyncLifetime
{
    private const string Unknown = "0000000000000000000000000000000000000000000000000000000000000000";
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

    [Fact]
    public async Task Who_asked_gets_77_and_the_only_person_of_a_site_waits_a_day()
    {
        Limit("records: 1");
        var digest = (await desk.DoAsync("plan", "--project", "study-1", "--save", "--output", "json")).Json.GetProperty("digest").GetString()!;
        var purge = await desk.SayAsync("purge", "--project", "study-1", "--yes", "--plan", digest);
        Assert.Equal(ExitCode.Refused, purge.Code);
        Assert.Contains("waits whole for an approval", purge.Errors, StringComparison.Ordinal);

        var own = await desk.SayAsync("approve", digest);
        Assert.Equal((ExitCode.NotPermitted, ""), (own.Code, own.Output));
        Assert.Contains("another person does", own.Errors, StringComparison.Ordinal);
        var approved = (await desk.DoAsync("approve", digest, "--as-single-operator", "--output", "json")).Json;
        Assert.Equal("2026-11-24T09:00:00Z", approved.GetProperty("countsFrom").GetString());
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("run", "--once")).Code);
        Assert.True(desk.Holds("study-1/recording/P01/a.wav"));

        desk.Clock.Now += Duration.FromHours(24);
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("study-1/recording/P01/a.wav"));
        Assert.True(desk.Holds("study-1/contact-details/P01/a.wav"));
        Assert.Contains("was carried out before", (await desk.SayAsync("approve", digest)).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_of_the_daemon_is_approved_by_anybody_and_rejected_by_anybody()
    {
        Limit("records: 1");
        await desk.SayAsync("run", "--once");
        var waiting = Assert.Single((await desk.DoAsync("plan", "list", "--output", "json")).Lines);
        var plan = System.Text.Json.JsonDocument.Parse(waiting).RootElement;
        Assert.Equal(("waits", "2026-12-05T00:00:00Z"), (plan.GetProperty("standing").GetString(), plan.GetProperty("mustBeResolvedBy").GetString()));
        var digest = plan.GetProperty("digest").GetString()!;
        Assert.Contains(digest, (await desk.DoAsync("status")).Output, StringComparison.Ordinal);
        await desk.DoAsync("approve", digest);
        await desk.DoAsync("reject", digest, "--because", "hold-to-come");
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("run", "--once")).Code);
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("approve", digest)).Code);
        Assert.Equal(["plan-waits", "plan-approved", "plan-rejected"], (await desk.DoAsync("audit", "list", "--output", "json")).Lines
            .Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement.GetProperty("kind").GetString()!).Where(k => k.StartsWith("plan-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_asked_for_the_records_gets_77_for_the_daemons_plan_of_them_too()
    {
        Limit("records: 1");
        var (asked, daemons) = await BothWaitAsync();
        var before = desk.Snapshot();
        var own = await desk.SayAsync("approve", daemons);
        Assert.Equal((ExitCode.NotPermitted, ""), (own.Code, own.Output));
        Assert.Contains($"who asked for plan {asked}, which erases some of the same records, cannot approve plan {daemons}", own.Errors, StringComparison.Ordinal);
        Assert.Equal(before, desk.Snapshot());
        desk.BecomeAnotherPerson();
        await desk.DoAsync("approve", daemons);
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("study-1/recording/P01/a.wav"));
    }

    [Fact]
    public async Task A_no_to_another_plan_of_the_records_is_shown_wherever_this_one_is_and_told_to_who_approves_it()
    {
        Limit("records: 1");
        var (asked, daemons) = await BothWaitAsync();
        desk.BecomeAnotherPerson();
        await desk.DoAsync("reject", daemons, "--because", "unlawful");
        var stop = Assert.Single((await desk.DoAsync("status", "--output", "json")).Json.GetProperty("stops").EnumerateArray(), s => s.GetProperty("kind").GetString() == "plan-waits");
        Assert.Equal((asked, "rejected-before"), (stop.GetProperty("subject").GetString(), stop.GetProperty("code").GetString()));
        Assert.Contains("and somebody said no to 2 records of it", (await desk.DoAsync("status")).Output, StringComparison.Ordinal);
        var told = $"said no to 2 records of it at 2026-11-23T09:00:00Z (unlawful, plan {daemons})";
        Assert.Contains(told, (await desk.DoAsync("plan", "show", asked)).Output, StringComparison.Ordinal);

        var explained = (await desk.DoAsync("explain", "interviews:study-1/recording/P01/a.wav")).Output;
        Assert.Contains($"plan {daemons} was rejected (unlawful)", explained, StringComparison.Ordinal);
        Assert.Contains($"plan {asked} waits for an approval", explained, StringComparison.Ordinal);

        // Where a person can be asked, nothing but their word goes over it.
        desk.Typed = "no";
        var before = desk.Snapshot();
        var asking = await desk.SayAsync("approve", asked);
        Assert.Equal(ExitCode.Refused, asking.Code);
        Assert.Contains(told, asking.Errors, StringComparison.Ordinal);
        Assert.Equal(before, desk.Snapshot());
        desk.Typed = "yes";
        var approved = await desk.DoAsync("approve", asked);
        Assert.Contains("it goes over a no", approved.Output, StringComparison.Ordinal);
        Assert.Contains(told, approved.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_no_that_an_approval_goes_over_is_in_its_answer_for_machines_and_on_standard_error()
    {
        Limit("records: 1");
        var (asked, daemons) = await BothWaitAsync();
        await desk.DoAsync("reject", daemons, "--because", "hold-to-come");
        desk.BecomeAnotherPerson();
        var approved = await desk.DoAsync("approve", asked, "--output", "json");
        var no = Assert.Single(approved.Json.GetProperty("rejectedBefore").EnumerateArray());
        Assert.Equal(
            (daemons, "hold-to-come", "2026-11-23T09:00:00Z", 2),
            (no.GetProperty("plan").GetString(), no.GetProperty("code").GetString(), no.GetProperty("at").GetString(), no.GetProperty("records").GetInt32()));
        Assert.StartsWith("os-", no.GetProperty("actor").GetString(), StringComparison.Ordinal);
        Assert.Contains($"warning: {no.GetProperty("actor").GetString()} said no to 2 records of it", approved.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kept_plan_is_shown_record_by_record_and_carried_out_by_its_digest_alone()
    {
        var digest = (await desk.DoAsync("plan", "--project", "study-1", "--category", "recording", "--save", "--output", "json")).Json.GetProperty("digest").GetString()!;
        desk.Write("interviews/study-1/recording/P02/a.wav", "another recording");
        desk.Record("study-1/recording/P03/late.wav");
        await desk.DoAsync("discover");
        var shown = (await desk.DoAsync("plan", "show", digest, "--output", "json")).Json.GetProperty("records");
        Assert.Equal(
            [("interviews:study-1/recording/P01/a.wav", "planned"), ("interviews:study-1/recording/P02/a.wav", "changed")],
            shown.EnumerateArray().Select(r => (r.GetProperty("record").GetString()!, r.GetProperty("state").GetString()!)));
        var second = (await desk.DoAsync("plan", "--project", "study-1", "--save", "--output", "json")).Json.GetProperty("digest").GetString()!;
        Assert.Equal(2, (await desk.DoAsync("plan", "diff", digest, second, "--output", "json")).Lines.Count);
        var purge = await desk.SayAsync("purge", "--yes", "--plan", digest, "--output", "json");
        Assert.Equal(ExitCode.PartlyDone, purge.Code);
        Assert.Equal((1, 1), (purge.Json.GetProperty("erased").GetInt32(), purge.Json.GetProperty("notErased").GetProperty("changed").GetInt32()));
        Assert.True(desk.Holds("study-1/recording/P02/a.wav") && desk.Holds("study-1/recording/P03/late.wav"));
    }

    [Fact]
    public async Task Early_erasure_is_asked_for_with_a_code_and_waits_for_somebody_else()
    {
        await desk.DoAsync("hold", "place", "--project", "study-1", "--participant", "P02", "--mandate", "litigation", "--reference", "L-1", "--review-by", "2027-01-01");
        var asked = await desk.SayAsync("purge", "--early", "--because", "no-longer-necessary", "--project", "study-1", "--category", "contact-details", "--output", "json");
        Assert.Equal((ExitCode.Refused, 1), (asked.Code, asked.Json.GetProperty("records").GetInt32()));
        var digest = asked.Json.GetProperty("plan").GetString()!;
        Assert.Equal(ExitCode.NotPermitted, (await desk.SayAsync("approve", digest)).Code);
        await desk.DoAsync("approve", digest, "--as-single-operator");
        desk.Clock.Now += Duration.FromHours(25);
        await desk.DoAsync("run", "--once");
        Assert.False(desk.Holds("study-1/contact-details/P01/a.wav"));
        Assert.True(desk.Holds("study-1/contact-details/P02/a.wav"));
    }

    [Theory]
    [InlineData("purge", "--early", "--project", "study-1")]
    [InlineData("purge", "--because", "agreement", "--project", "study-1")]
    [InlineData("purge", "--yes")]
    [InlineData("purge", "--plan", Unknown, "--category", "recording")]
    [InlineData("purge", "--early", "--because", "boredom", "--project", "study-1")]
    [InlineData("approve", "3f6c")]
    [InlineData("approve")]
    [InlineData("reject", Unknown)]
    [InlineData("reject", Unknown, "--because", "i do not like it")]
    [InlineData("plan", "diff", Unknown)]
    public async Task What_makes_no_sense_is_usage_and_changes_nothing(params string[] arguments)
    {
        var before = desk.Snapshot();
        var said = await desk.SayAsync(arguments);
        Assert.Equal((ExitCode.Usage, ""), (said.Code, said.Output));
        Assert.Equal(before, desk.Snapshot());
    }

    [Theory]
    [InlineData(ExitCode.BadInput, "approve", Unknown)]
    [InlineData(ExitCode.BadInput, "reject", Unknown, "--because", "unlawful")]
    [InlineData(ExitCode.BadInput, "plan", "show", Unknown)]
    [InlineData(ExitCode.BadInput, "plan", "diff", Unknown, Unknown)]
    [InlineData(ExitCode.Refused, "purge", "--yes", "--plan", Unknown)]
    [InlineData(ExitCode.Refused, "purge", "--early", "--because", "agreement", "--project", "study-1", "--category", "recording")]
    internal async Task What_is_not_there_is_said_and_changes_nothing(ExitCode code, params string[] arguments)
    {
        await desk.DoAsync("plan");
        var before = desk.Snapshot();
        var said = await desk.SayAsync(arguments);
        Assert.Equal((code, ""), (said.Code, said.Output));
        Assert.NotEmpty(said.Errors);
        Assert.Equal(before, desk.Snapshot());
    }

    private async Task<(string Asked, string Daemons)> BothWaitAsync()
    {
        var asked = (await desk.DoAsync("plan", "--project", "study-1", "--save", "--output", "json")).Json.GetProperty("digest").GetString()!;
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("purge", "--yes", "--plan", asked)).Code);
        Assert.Equal(ExitCode.Refused, (await desk.SayAsync("run", "--once")).Code);
        var waiting = (await desk.DoAsync("plan", "list", "--output", "json")).Lines.Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement.GetProperty("digest").GetString()!);
        return (asked, Assert.Single(waiting, d => d != asked));
    }

    private void Limit(string records) =>
        desk.Write("retention-schedule.yaml", Desk.Schedule.Replace("records: 10000", records, StringComparison.Ordinal));
}
