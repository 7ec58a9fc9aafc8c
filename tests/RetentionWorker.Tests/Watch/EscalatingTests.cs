using System.Text.Json;
using NodaTime;
using RetentionWorker.Catalogue;
using RetentionWorker.Cli;
using RetentionWorker.Hosting;
using RetentionWorker.Tests.Cli;
using RetentionWorker.Watch;
using RetentionWorker.Watch.Channels;

namespace RetentionWorker.Tests.Watch;

/// <summary>People hear of an obstacle once per step of its clock, by every way that is configured, across restarts and failures.</summary>
public sealed class EscalatingTests : IAsyncLifetime
{
    private readonly Desk desk = new();
    private readonly HttpReceiver http = new();
    private readonly MailReceiver mail = new();

    public async ValueTask InitializeAsync()
    {
        desk.Record("study-1/recording/Anna-Maria.Quist/wedding.wav");
        await desk.WithStudyAsync();
        await desk.DoAsync("project", "end", "study-1", "--on", "2026-11-20", "--event", "report-accepted");
        // Stands since 23 November, 9:00; must be resolved by 5 December, 0:00.
        await desk.DoAsync("stop", "--because", "wrong-end-date");
        // The daemon's hourly listing decides what changed; here it is done by asking.
        await desk.DoAsync("status");
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        mail.Dispose();
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Each_step_is_said_once_and_a_restart_repeats_none()
    {
        Assert.Equal([Step.Appeared], await LookAsync());
        Assert.Empty(await LookAsync());
        foreach (var (at, step) in new[]
        {
            (Instant.FromUtc(2026, 11, 28, 0, 0), Step.SevenDaysLeft), (Instant.FromUtc(2026, 11, 29, 4, 30), Step.HalfGone), (Instant.FromUtc(2026, 12, 4, 0, 0), Step.OneDayLeft),
        })
        {
            desk.Clock.Now = at - Duration.FromSeconds(1);
            Assert.Empty(await LookAsync());
            desk.Clock.Now = at;
            Assert.Equal([step], await LookAsync());
            Assert.Empty(await LookAsync());
        }
        desk.Clock.Now = Instant.FromUtc(2026, 12, 5, 0, 0);
        // The records are overdue by themselves now, and that is an obstacle of its own.
        Assert.Equal([Step.Overdue, Step.Overdue], await LookAsync());
        Assert.Empty(await LookAsync());
    }

    [Fact]
    public async Task What_ended_and_comes_again_is_said_again()
    {
        Assert.Equal([Step.Appeared], await LookAsync());
        await desk.DoAsync("start");
        Assert.Empty(await LookAsync());
        await desk.DoAsync("stop", "--because", "wrong-end-date");
        Assert.Equal([Step.Appeared], await LookAsync());
    }

    [Fact]
    public async Task A_webhook_gets_the_stops_as_json_without_personal_data_and_once()
    {
        await LookAsync(new WebhookChannel(new Uri(http.Address)));
        await LookAsync(new WebhookChannel(new Uri(http.Address)));
        var (type, body) = Assert.Single(http.Taken);
        Assert.Equal("application/json", type);
        var stop = Assert.Single(JsonDocument.Parse(body).RootElement.GetProperty("stops").EnumerateArray());
        Assert.Equal(
            ("stopped", "wrong-end-date", "appeared", 3L, "2026-12-05T00:00:00Z", 11, "retention start"),
            (stop.GetProperty("kind").GetString(), stop.GetProperty("code").GetString(), stop.GetProperty("step").GetString(), stop.GetProperty("records").GetInt64(),
                stop.GetProperty("mustBeResolvedBy").GetString(), stop.GetProperty("daysLeft").GetInt32(), stop.GetProperty("remedy").GetString()));
        Assert.DoesNotContain("Quist", body, StringComparison.Ordinal);
        Assert.DoesNotContain("wedding", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_webhook_did_not_take_it_is_given_again_at_the_next_look_and_the_log_hears_it_once()
    {
        http.Status = 500;
        Assert.Equal([Step.Appeared], await LookAsync(new WebhookChannel(new Uri(http.Address))));
        Assert.Equal(["webhook-500"], faults);
        desk.Clock.Now = Instant.FromUtc(2026, 11, 28, 0, 0);
        http.Status = 200;
        Assert.Equal([Step.SevenDaysLeft], await LookAsync(new WebhookChannel(new Uri(http.Address))));
        Assert.Empty(faults);
        await LookAsync(new WebhookChannel(new Uri(http.Address)));
        Assert.Equal(["\"step\":\"appeared\"", "\"step\":\"seven-days-left\""], http.Taken.Select(t => t.Body[t.Body.IndexOf("\"step\"", StringComparison.Ordinal)..t.Body.IndexOf(",\"records\"", StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task A_webhook_that_redirects_or_is_not_there_did_not_take_it()
    {
        http.Status = 302;
        await LookAsync(new WebhookChannel(new Uri(http.Address)));
        Assert.Equal(["webhook-302"], faults);
        http.Dispose();
        await LookAsync(new WebhookChannel(new Uri(http.Address)));
        Assert.Equal(["webhook-unreachable"], faults);
    }

    [Fact]
    public async Task A_mail_server_gets_a_message_with_the_clock_and_the_command_and_the_password_of_the_file()
    {
        var password = desk.Write("smtp-password", "correct horse\n");
        var options = new SmtpOptions { Host = "127.0.0.1", Port = mail.Port, Security = "none", From = "retention@institute.test", To = "dpo@institute.test, ops@institute.test", User = "daemon" };
        await LookAsync(new MailChannel(options, password));
        await LookAsync(new MailChannel(options, password));
        Assert.Empty(faults);
        var (from, to, message) = Assert.Single(mail.Taken);
        Assert.Equal(("retention@institute.test", "|daemon|correct horse"), (from, Assert.Single(mail.Accounts)));
        Assert.Equal(["dpo@institute.test", "ops@institute.test"], to);
        Assert.Contains("Subject: retention: 1 stops need a person", message, StringComparison.Ordinal);
        Assert.Contains("stopped stop (wrong-end-date): 3 records, to be resolved by 2026-12-05T00:00:00Z", message, StringComparison.Ordinal);
        Assert.Contains("retention start", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Quist", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_server_that_refuses_gets_it_again_and_each_way_is_on_its_own()
    {
        mail.Refuses = true;
        var options = new SmtpOptions { Host = "127.0.0.1", Port = mail.Port, Security = "none", From = "retention@institute.test", To = "dpo@institute.test" };
        await LookAsync(new MailChannel(options, null), new WebhookChannel(new Uri(http.Address)));
        Assert.Equal(["mail-refused"], faults);
        mail.Refuses = false;
        await LookAsync(new MailChannel(options, null), new WebhookChannel(new Uri(http.Address)));
        Assert.Empty(faults);
        Assert.Single(mail.Taken);
        Assert.Single(http.Taken);
    }

    [Fact]
    public async Task The_daemon_tells_the_configured_webhook_after_its_look()
    {
        desk.Write("retention.json", Desk.Configuration.Replace("{ \"schedule\"", "{ \"daemon\": { \"escalate\": { \"webhook\": \"" + http.Address + "\" } }, \"schedule\"", StringComparison.Ordinal));
        // Overdue: then it looks as soon as it has started.
        desk.Clock.Now = Instant.FromUtc(2026, 12, 6, 0, 0);
        using var stop = new CancellationTokenSource();
        var running = desk.SayAsync(["run"], stop.Token);
        var (_, body) = await http.NextAsync();
        Assert.Contains("\"stopped\"", body, StringComparison.Ordinal);
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_schedule_that_cannot_be_read_any_more_is_told_of_though_no_look_can_be_taken()
    {
        await LookAsync();
        desk.Write("retention-schedule.yaml", "version: 1\nrulez: []\n");
        await LookAsync(new WebhookChannel(new Uri(http.Address)));
        Assert.Contains("\"kind\":\"schedule-not-in-force\",\"subject\":\"schedule\",\"code\":\"unreadable\",\"step\":\"appeared\"", Assert.Single(http.Taken).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Problems_of_the_configuration_are_told_at_once()
    {
        desk.Write("retention.json", """{ "daemon": { "escalate": { "webhook": "ftp://x", "smtp": { "host": "mail.test", "security": "none", "from": "a", "to": "a@b.test,c", "passwordFile": "absent" } } } }""");
        var said = await desk.SayAsync("status");
        Assert.Equal(ExitCode.BadConfiguration, said.Code);
        foreach (var key in new[] { "webhook", "smtp.from", "smtp.to", "smtp.user", "smtp.security", "smtp.passwordFile" })
            Assert.Contains($"daemon.escalate.{key}", said.Errors, StringComparison.Ordinal);
    }

    private IReadOnlyList<string> faults = [];

    /// <summary>One look by a process of its own.</summary>
    private async Task<IReadOnlyList<Step>> LookAsync(params IEscalationChannel[] channels)
    {
        await using var rooms = new Composition(new Surroundings(TextWriter.Null, TextWriter.Null, desk.Variables, desk.Home, desk.Clock)).Open(new GlobalGiven(null, null, false));
        // That runs are missing is an obstacle of its own: here one has just come to its end.
        using (var work = rooms.Get<ICatalogue>().Begin())
        {
            work.Runs.Ended(desk.Clock.Now);
            work.Commit();
        }
        var said = new List<Step>();
        using var gauges = new StopGauges(desk.Clock);
        faults = (await new Escalating(rooms.Get<WatchDesk>(), rooms.Get<ICatalogue>(), channels, gauges).LookAsync(line => said.Add(line.Step), TestContext.Current.CancellationToken)).Faults;
        return said;
    }
}
