using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Run;
using RetentionWorker.Stores;
using RetentionWorker.Tests.Stores;

namespace RetentionWorker.Tests.Run;

public sealed class RetentionRunTests : IDisposable
{
    private static readonly LocalDate End = new(2026, 6, 30);
    private static readonly Instant FirstOfJuly = Instant.FromUtc(2026, 6, 30, 23, 0);
    private readonly RunWorld world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Erases_exactly_what_is_due_verifies_it_and_logs_intent_before_outcome()
    {
        Study(3);
        world.AddProject(End);
        world.Clock.Now = FirstOfJuly;
        var report = await world.OnceAsync();

        Assert.Equal(["lonely/contact-details/P1/c.json", "lonely/contact-details/P2/c.json", "lonely/contact-details/P3/c.json"], Names());
        Assert.Equal((RunEnd.Done, 3L, 6L, 3L), (report.End, report.Books.Erased, report.Books.Discovered, report.Books.Kept));
        Assert.Equal(["erasure-intended", "erasure-intended", "erasure-intended", "erased", "erased", "erased", "run-summary", "key-created"], world.Kinds());
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task Keeps_a_record_through_the_last_day_of_its_project()
    {
        Study(1);
        world.AddProject(End);
        world.Clock.Now = FirstOfJuly - Duration.FromTicks(1);
        Assert.Equal(0, (await world.OnceAsync()).Books.Erased);
        world.Clock.Now = FirstOfJuly;
        Assert.Equal(1, (await world.OnceAsync()).Books.Erased);
    }

    [Fact]
    public async Task Erases_nothing_twice_and_says_nothing_new_when_nothing_is_due()
    {
        Study(2);
        world.AddProject(End);
        world.Clock.Now = FirstOfJuly;
        await world.OnceAsync();
        var second = await world.OnceAsync();
        Assert.Equal((0L, 0L), (second.Books.Due, second.Books.Erased));
        Assert.Equal(2, world.Store.Removed.Count);
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task Catches_up_after_a_month_of_downtime()
    {
        Study(2);
        world.AddProject(End);
        world.Clock.Now = FirstOfJuly + Duration.FromDays(31);
        var report = await world.OnceAsync();
        Assert.Equal((2L, 2L), (report.Books.Erased, report.Overdue));
    }

    [Fact]
    public async Task A_hold_keeps_and_its_release_lets_go()
    {
        Study(2);
        world.AddProject(End);
        var hold = world.Hold(new ParticipantId("P1"));
        world.Clock.Now = FirstOfJuly;
        var held = await world.OnceAsync();
        Assert.Equal((1L, 2L), (held.Books.Erased, held.Books.Held));
        Assert.Contains("lonely/recording/P1/a.wav", Names());
        world.Release(hold);
        Assert.Equal(1, (await world.OnceAsync()).Books.Erased);
        Assert.DoesNotContain("lonely/recording/P1/a.wav", Names());
    }

    [Fact]
    public async Task A_hold_on_one_record_leaves_its_neighbours_due()
    {
        world.Store.Put("lonely/recording/P1/a.wav", "a");
        world.Store.Put("lonely/recording/P1/b.wav", "b");
        world.AddProject(End);
        world.Hold(record: new RecordAddress(RunWorld.Interviews, RecordName.FromText("lonely/recording/P1/a.wav")));
        world.Clock.Now = FirstOfJuly;
        var report = await world.OnceAsync();
        Assert.Equal((1L, 1L, 1L), (report.Books.Erased, report.Books.Held, report.Books.Due));
        Assert.Equal(["lonely/recording/P1/a.wav"], Names());
    }

    [Fact]
    public async Task A_hold_placed_in_mid_batch_stops_the_very_next_erasure()
    {
        Study(5);
        world.AddProject(End);
        world.Clock.Now = FirstOfJuly;
        world.Parallelism = 1;
        world.Store.AfterRemoval = _ =>
        {
            world.Store.AfterRemoval = null;
            world.Hold();
        };
        var report = await world.OnceAsync();
        Assert.Single(world.Store.Removed);
        Assert.Equal((1L, 1L), (report.Books.Due, report.Books.Erased));
        Assert.Equal(9, report.Books.Held);
        Assert.Equal(4, world.Log().Count(e => e.TryGetProperty("reason", out var reason) && reason.GetString() == "facts-changed"));
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task A_fact_that_holds_nobody_up_lets_the_rest_be_erased_in_the_same_run()
    {
        Study(5);
        world.AddProject(End);
        world.Clock.Now = FirstOfJuly;
        world.Store.AfterRemoval = _ =>
        {
            world.Store.AfterRemoval = null;
            world.AddProject(null, new ProjectId("another"));
        };
        await world.OnceAsync();
        Assert.Equal(5, world.Store.Removed.Count);
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task A_withdrawal_takes_all_of_one_participant_and_nothing_else()
    {
        Study(3);
        world.AddProject(null);
        world.Withdraw("P2", new LocalDate(2026, 6, 1));
        world.Clock.Now = Instant.FromUtc(2026, 6, 2, 12, 0);
        await world.OnceAsync();
        Assert.Equal(4, Names().Count);
        Assert.DoesNotContain(Names(), n => n.Contains("/P2/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settling_facts_do_not_act_yet()
    {
        world.Adopt(RunWorld.ScheduleOf(Limits.None, new CalendarPeriod(0, 1), "5e771e"));
        Study(1);
        world.Clock.Now = FirstOfJuly + Duration.FromHours(10);
        world.AddProject(End);
        Assert.Equal(0, (await world.OnceAsync()).Books.Due);
        world.Clock.Now += Duration.FromHours(24);
        Assert.Equal(1, (await world.OnceAsync()).Books.Erased);
    }

    [Fact]
    public async Task A_project_reopened_is_decided_anew()
    {
        Study(1);
        world.AddProject(End);
        world.AddProject(null);
        world.Clock.Now = FirstOfJuly;
        Assert.Equal(0, (await world.OnceAsync()).Books.Due);
    }

    [Fact]
    public async Task Data_that_arrives_late_inherits_the_clock_that_already_runs()
    {
        Study(1);
        world.AddProject(End);
        world.Clock.Now = FirstOfJuly;
        await world.OnceAsync();
        world.Store.Put("lonely/recording/P1/late.wav", "late");
        world.Clock.Now += Duration.FromDays(60);
        var report = await world.OnceAsync();
        Assert.Equal((1L, 1L), (report.Books.Erased, report.Overdue));
    }

    [Fact]
    public async Task What_fits_no_template_project_or_rule_is_kept_and_counted()
    {
        world.Store.Put("stray.txt", "x");
        world.Store.Put("unknown/recording/P1/a.wav", "x");
        world.Store.Put("lonely/selfies/P1/a.png", "x");
        world.AddProject(End);
        world.Clock.Now = FirstOfJuly + Duration.FromDays(400);
        var report = await world.OnceAsync();
        Assert.Equal((3L, 3L, 0L), (report.Books.Discovered, report.Books.Unclassified, report.Books.Due));
        Assert.Equal(3, world.Store.Names.Count);
    }

    [Fact]
    public async Task A_plan_beyond_a_limit_waits_whole_and_is_said_once()
    {
        world.Adopt(RunWorld.ScheduleOf(Limits.PerRun(new Bounds(Records: 1)), CalendarPeriod.Zero, "11m17"));
        Study(2);
        world.AddProject(End);
        world.Clock.Now = FirstOfJuly;
        var report = await world.OnceAsync();
        await world.OnceAsync();
        Assert.Equal((RunEnd.Waits, 0L, 2L), (report.End, report.Books.Erased, report.Of("waits")));
        Assert.Empty(world.Store.Removed);
        Assert.Single(world.Kinds(), "plan-waits");
    }

    [Fact]
    public async Task A_purge_erases_the_plan_that_was_shown_and_no_other()
    {
        Study(2);
        world.AddProject(End);
        world.Clock.Now = FirstOfJuly;
        using (var run = world.NewRun())
            await run.DiscoverAsync(world.Schedule, null, default);
        var scope = new PlanScope(RunWorld.Lonely, new CategoryName("recording"), new ParticipantId("P1"));
        var refusal = await Assert.ThrowsAsync<RunRefusal>(() => world.CarryOutAsync(new string('0', 64)));
        Assert.Equal("no-such-plan", refusal.Code);
        Assert.Empty(world.Store.Removed);

        var report = await world.PurgeAsync(scope);
        Assert.Equal(1, report.Books.Erased);
        Assert.Equal("lonely/recording/P1/a.wav", Assert.Single(world.Store.Removed).ToString());
    }

    [Fact]
    public async Task A_clock_behind_the_log_erases_nothing()
    {
        Study(1);
        world.AddProject(End);
        world.Clock.Now = FirstOfJuly + Duration.FromDays(10);
        await world.OnceAsync();
        world.Store.Put("lonely/recording/P1/more.wav", "x");
        world.Clock.Now -= Duration.FromMinutes(6);
        var refusal = await Assert.ThrowsAsync<RunRefusal>(() => world.OnceAsync());
        Assert.Equal("clock", refusal.Guard);
        Assert.Single(world.Store.Removed);
    }

    [Fact]
    public async Task A_schedule_adopted_in_mid_run_ends_what_was_planned_under_the_old_one()
    {
        world.Parallelism = 1;
        Study(300);
        world.AddProject(End);
        world.Clock.Now = FirstOfJuly;
        var old = world.Schedule;
        world.Store.AfterRemoval = _ =>
        {
            world.Store.AfterRemoval = null;
            world.Adopt(RunWorld.ScheduleOf(Limits.None, CalendarPeriod.Zero, "another"));
        };
        using var run = world.NewRun();
        using var held = RetentionWorker.Catalogue.Sqlite.EraseLock.TryTake(world.DataDirectory)!;
        var report = await run.OnceAsync(held, old, default);
        Assert.Single(world.Store.Removed);
        Assert.Equal(299, report.Of("facts-changed"));
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task A_listing_that_saw_a_record_just_before_its_erasure_does_not_bring_it_back()
    {
        Study(1);
        world.AddProject(End);
        world.Clock.Now = FirstOfJuly;
        await world.OnceAsync();
        using var uow = world.Catalogue.Begin();
        var name = RecordName.FromText("lonely/recording/P1/a.wav");
        var key = new RetentionWorker.Catalogue.GroupKey(RunWorld.Interviews, RunWorld.Lonely, new("recording"), new([new("P1")]), End);
        var change = uow.Records.NoteSeen(RunWorld.Interviews, 99, [new(name, new("v1"), 1, world.Clock.Now, key)], world.Clock.Now - Duration.FromSeconds(1));
        Assert.Equal(0, change.Returned);
        Assert.Equal(RetentionWorker.Catalogue.RecordState.Erased, uow.Records.Find(new RecordAddress(RunWorld.Interviews, name))!.State);
    }

    [Fact]
    public async Task A_limit_is_per_run_however_often_the_run_plans_anew()
    {
        world.Adopt(RunWorld.ScheduleOf(Limits.PerRun(new Bounds(Records: 3)), CalendarPeriod.Zero, "11m17"));
        Study(3);
        world.AddProject(End);
        world.Clock.Now = FirstOfJuly;
        world.Parallelism = 1;
        world.Store.AfterRemoval = _ =>
        {
            world.Store.AfterRemoval = null;
            world.Store.Put("other/recording/P9/a.wav", "x");
            world.AddProject(End, new ProjectId("other"));
            using var uow = world.Catalogue.Begin();
            var key = new RetentionWorker.Catalogue.GroupKey(RunWorld.Interviews, new("other"), new("recording"), new([new("P9")]), End);
            uow.Records.NoteSeen(RunWorld.Interviews, 77, [new(RecordName.FromText("other/recording/P9/a.wav"), new("v99"), 1, world.Clock.Now, key)], world.Clock.Now);
            uow.Commit();
        };
        var report = await world.OnceAsync();
        Assert.Equal((RunEnd.Waits, 1L), (report.End, report.Books.Erased));
        Assert.Equal(4, Assert.Single(report.Exceeded).Planned);
        Assert.Single(world.Store.Removed);
    }

    [Theory]
    [InlineData("UPDATE log_entries SET entry = CAST(replace(CAST(entry AS TEXT), 'lonely', 'lonelY') AS BLOB) WHERE seq = 0")]
    [InlineData("DELETE FROM log_entries WHERE seq = 1")]
    [InlineData("UPDATE log_head SET size = size - 1")]
    public async Task A_log_that_does_not_verify_erases_nothing(string tampering)
    {
        Study(1);
        world.AddProject(End);
        world.Clock.Now = FirstOfJuly;
        await world.OnceAsync();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(world.DataDirectory, "catalogue.db")};Pooling=false"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = tampering;
            Assert.Equal(1, command.ExecuteNonQuery());
        }
        world.Store.Put("lonely/recording/P1/more.wav", "x");
        var refusal = await Assert.ThrowsAsync<RunRefusal>(() => world.OnceAsync());
        Assert.Equal("log", refusal.Guard);
        Assert.Single(world.Store.Removed);
    }

    private void Study(int participants)
    {
        for (var i = 1; i <= participants; i++)
        {
            world.Store.Put($"lonely/recording/P{i}/a.wav", "speech");
            world.Store.Put($"lonely/contact-details/P{i}/c.json", "{}");
        }
    }

    private IReadOnlyList<string> Names() => [.. world.Store.Names.Select(n => n.ToString())];
}
