using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Quartz;
using RetentionWorker.Hosting;
using RetentionWorker.Jobs;
using RetentionWorker.Register;
using RetentionWorker.Run;

namespace RetentionWorker.Tests.Jobs;

public sealed class DaemonTests
{
    /// <summary>Ticks that do not come during a test: four in the morning and four in the afternoon, in a zone where it is neither.</summary>
    private static DateTimeZone ZoneOfNoon()
    {
        var hour = SystemClock.Instance.GetCurrentInstant().InUtc().Hour;
        return DateTimeZoneProviders.Tzdb[hour switch { <= 5 => "Etc/GMT-9", <= 11 => "Etc/GMT-3", <= 17 => "Etc/GMT+4", _ => "Etc/GMT+9" }];
    }

    private static readonly DaemonOptions Rare = new() { Discover = "0 0 4 * * ?", Enforce = "0 0 4 * * ?" };

    private static async Task<DaemonBed> LookedBeforeAsync()
    {
        var bed = new DaemonBed { Options = Rare, Zone = ZoneOfNoon() };
        Assert.Equal(["resolve", "discover", "enforce"], await bed.Start().AskedAsync(3));
        await bed.TicksAsync();
        Assert.Equal(DaemonEnd.Stopped, await bed.StopAsync());
        return bed;
    }

    [Fact]
    public async Task Resolves_then_discovers_then_enforces_at_the_very_first_start()
    {
        await using var bed = await LookedBeforeAsync();
        Assert.False(bed.Run.Overlapped);
    }

    [Fact]
    public async Task Looks_at_nothing_at_a_start_that_missed_no_tick()
    {
        await using var bed = await LookedBeforeAsync();
        var run = bed.Start();
        run.Requests.Enqueue("after");
        Assert.Equal(["resolve", "request after"], await run.AskedAsync(2));
    }

    [Fact]
    public async Task Looks_once_for_a_month_of_missed_ticks()
    {
        await using var bed = await LookedBeforeAsync();
        bed.Ahead = Duration.FromDays(31);
        var run = bed.Start();
        Assert.Equal(["resolve", "discover", "enforce"], await run.AskedAsync(3));
        run.Requests.Enqueue("after");
        Assert.Equal(["resolve", "discover", "enforce", "request after"], await run.AskedAsync(1));
    }

    [Fact]
    public async Task A_crash_before_the_missed_look_ended_leaves_it_missed()
    {
        await using var bed = await LookedBeforeAsync();
        bed.Ahead = Duration.FromDays(1);
        var run = new FakeRun { Answer = async (call, ct) => { if (call == "discover") await Task.Delay(Timeout.Infinite, ct); return LookOutcome.Nothing; } };
        bed.Start(run);
        await run.AskedAsync(2);
        await bed.StopAsync();
        Assert.Equal(["resolve", "discover", "enforce"], await bed.Start().AskedAsync(3));
    }

    [Fact]
    public async Task Enforces_at_once_where_something_is_overdue_though_no_tick_was_missed()
    {
        await using var bed = await LookedBeforeAsync();
        Assert.Equal(["resolve", "enforce"], await bed.Start(new FakeRun { Overdue = true }).AskedAsync(2));
    }

    [Fact]
    public async Task Ticks_come_by_their_cron_expression_and_never_overlap()
    {
        await using var bed = await LookedBeforeAsync();
        bed.Options = new DaemonOptions { Discover = "* * * * * ?", Enforce = "* * * * * ?" };
        var run = new FakeRun { Answer = async (_, ct) => { await Task.Delay(300, ct); return LookOutcome.Nothing; } };
        bed.Start(run);
        var calls = await run.AskedAsync(9);
        Assert.True(calls.Count(c => c == "discover") >= 2, string.Join(", ", calls));
        Assert.True(calls.Count(c => c == "enforce") >= 2, string.Join(", ", calls));
        Assert.False(run.Overlapped);
    }

    [Fact]
    public async Task A_look_that_a_stop_cut_short_is_taken_again_at_the_next_start()
    {
        await using var bed = await LookedBeforeAsync();
        bed.Options = Rare with { Discover = "* * * * * ?" };
        var run = new FakeRun { Answer = async (call, ct) => { if (call == "discover") await Task.Delay(Timeout.Infinite, ct); return LookOutcome.Nothing; } };
        bed.Start(run);
        Assert.Equal(["resolve", "discover"], await run.AskedAsync(2));
        Assert.Equal(DaemonEnd.Stopped, await bed.StopAsync());

        bed.Options = Rare;
        Assert.Equal(["resolve", "discover"], await bed.Start().AskedAsync(2));
    }

    [Fact]
    public async Task A_stop_reaches_the_look_under_way_at_once()
    {
        await using var bed = new DaemonBed();
        var cancelled = new TaskCompletionSource();
        var run = new FakeRun { Answer = async (call, ct) => { ct.Register(cancelled.SetResult); await Task.Delay(Timeout.Infinite, ct); return LookOutcome.Nothing; } };
        bed.Start(run);
        await run.AskedAsync(1);
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        var stopping = bed.StopAsync();
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(DaemonEnd.Stopped, await stopping);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5));
        Assert.Equal(HealthState.Stopping, bed.Health!.State);
    }

    /// <summary>Such a job is not among those that the shutdown interrupts when it begins, and it waits for a look that nobody takes any more.</summary>
    [Fact]
    public async Task A_tick_whose_job_begins_only_while_the_daemon_stops_does_not_hold_it_up()
    {
        var late = new LateJob();
        await using var bed = await LookedBeforeAsync();
        bed.Options = Rare with { Enforce = "* * * * * ?" };
        bed.Also = services => services.AddQuartz(ticks => ticks.AddSchedulerListener(late).AddTriggerListener(late));
        bed.Start();
        await late.FiredAsync();

        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.Equal(DaemonEnd.Stopped, await bed.StopAsync());
        Assert.True(late.BeganInShutdown);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(began) < DaemonHost.StopWithin / 2);
    }

    [Fact]
    public async Task A_look_that_throws_is_a_concern_and_the_next_one_clears_it()
    {
        await using var bed = await LookedBeforeAsync();
        bed.Options = Rare with { Enforce = "* * * * * ?" };
        var broken = true;
        var run = new FakeRun { Answer = (call, _) => broken && call == "enforce" ? throw new IOException("/srv/P-0042/voice.wav") : Task.FromResult(LookOutcome.Nothing) };
        bed.Start(run);
        var degraded = await bed.HealthAsync(h => h.State == HealthState.Degraded);
        Assert.StartsWith("enforce: IOException", Assert.Single(degraded.Concerns));
        Assert.DoesNotContain("P-0042", System.Text.Encoding.UTF8.GetString(degraded.ToJson()));
        broken = false;
        await bed.HealthAsync(h => h.State == HealthState.Ready && h.Looks.ContainsKey("enforce"));
    }

    [Fact]
    public async Task Concerns_of_a_look_are_in_the_health_note()
    {
        await using var bed = new DaemonBed();
        bed.Start(new FakeRun { Answer = (call, _) => Task.FromResult(new LookOutcome(new Dictionary<string, long>(), call == "enforce" ? ["waits-for-approval"] : [])) });
        var note = await bed.HealthAsync(h => h.State == HealthState.Degraded);
        Assert.Equal(["enforce: waits-for-approval"], note.Concerns);
        Assert.Equal(Environment.ProcessId, note.Pid);
    }

    [Fact]
    public async Task Serves_a_plan_that_another_process_handed_over()
    {
        await using var bed = await LookedBeforeAsync();
        var run = bed.Start();
        await run.AskedAsync(1);
        await bed.HealthAsync(h => h.State == HealthState.Ready);
        run.Requests.Enqueue("one");
        run.Requests.Enqueue("two");
        Assert.Equal(["resolve", "request one", "request two"], await run.AskedAsync(2));
    }

    [Fact]
    public async Task Says_so_where_another_process_erases()
    {
        await using var bed = new DaemonBed();
        bed.Start(new FakeRun { RightIsTaken = true });
        Assert.Equal(DaemonEnd.AnotherErases, await bed.EndAsync());
        Assert.Null(bed.Health);
        Assert.False(File.Exists(bed.CatalogueFile));
    }

    [Fact]
    public async Task A_loop_that_cannot_go_on_is_a_failure_and_not_a_wish_to_stop()
    {
        await using var bed = await LookedBeforeAsync();
        bed.Ahead = Duration.FromDays(2);
        var run = new FakeRun
        {
            Answer = (call, _) =>
            {
                if (call == "enforce")
                    bed.Query("PRAGMA foreign_keys=OFF; DROP TABLE QRTZ_CRON_TRIGGERS; DROP TABLE QRTZ_TRIGGERS");
                return Task.FromResult(LookOutcome.Nothing);
            },
        };
        bed.Start(run);
        Assert.Equal(DaemonEnd.Failed, await bed.EndAsync());
    }

    [Fact]
    public async Task Ticks_are_stored_beside_the_catalogue_in_the_zone_of_the_schedule_and_follow_changed_options()
    {
        await using var bed = await LookedBeforeAsync();
        var zone = bed.Zone.Id;
        Assert.Equal($"0 0 4 * * ?|{zone}", bed.Query("SELECT CRON_EXPRESSION || '|' || TIME_ZONE_ID FROM QRTZ_CRON_TRIGGERS WHERE TRIGGER_NAME = 'enforce'"));
        bed.Options = Rare with { Enforce = "30 10 4 ? * MON-FRI" };
        await bed.Start().AskedAsync(1);
        await bed.StopAsync();
        Assert.Equal($"30 10 4 ? * MON-FRI|{zone}", bed.Query("SELECT CRON_EXPRESSION || '|' || TIME_ZONE_ID FROM QRTZ_CRON_TRIGGERS WHERE TRIGGER_NAME = 'enforce'"));
    }
}
