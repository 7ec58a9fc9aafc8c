using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Audit;
using Retention.Domain.Calendar;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Run;
using RetentionWorker.Tests.Run;
using RetentionWorker.Tests.Stores;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Canary;

/// <summary>Canaries go through the whole run, one vanishes and one stays, and what belongs to people is as if they were not there.</summary>
public sealed class CanaryTests : IDisposable
{
    private readonly RunWorld world = new();

    public CanaryTests()
    {
        world.WithCanaries.Add(RunWorld.Interviews);
    }

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task One_vanishes_on_time_the_held_one_stays_and_another_is_planted()
    {
        await world.OnceAsync();
        var (due, held) = (Only(CanaryRole.Due), Only(CanaryRole.Held));
        Assert.Equal([due.Name, held.Name], world.Store.Names.Order());
        Assert.Equal((world.Clock.Now, Instant.FromUtc(2026, 6, 1, 23, 0), Instant.FromUtc(2026, 6, 3, 23, 0)), (due.PlantedAt, due.DueAt, due.DeadlineAt));

        // To the end of the day of planting, London's summer time, nothing goes.
        world.Clock.Now = due.DueAt - Duration.FromSeconds(1);
        await world.OnceAsync();
        Assert.Equal(2, world.Store.Names.Count);

        world.Clock.Now = due.DueAt;
        await world.OnceAsync();
        Assert.Equal([held.Name], world.Store.Names);
        var gone = All().Single(c => c.Number == due.Number);
        Assert.Equal((CanaryFate.ErasedOnTime, world.Clock.Now, world.Clock.Now), (gone.Fate, gone.FateAt, gone.ClosedAt));

        await world.OnceAsync();
        var next = Only(CanaryRole.Due);
        Assert.Equal(due.Number + 2, next.Number);
        Assert.Equal([next.Name, held.Name], world.Store.Names.Order());
        world.Clock.Now += Duration.FromDays(400);
        await world.OnceAsync();
        Assert.Contains(held.Name, world.Store.Names);
        Assert.Equal(CanaryFate.Standing, Only(CanaryRole.Held).Fate);
        Assert.Empty(Alarms());
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task The_log_tells_it_like_any_other_erasure_and_its_books_balance_apart()
    {
        await world.OnceAsync();
        world.Clock.Now += Duration.FromDays(1);
        await world.OnceAsync();
        var log = world.Log();
        Assert.Equal(
            ["canary-planted", "hold-placed", "canary-planted", "run-summary", "run-summary", "key-created", "run-summary", "erasure-intended", "erased", "run-summary", "canary-ended"],
            world.Kinds());
        var intent = log.Single(e => e.GetProperty("kind").GetString() == "erasure-intended");
        Assert.Equal(("retention-canary", "retention-canary-due", "2026-06-02", "2026-06-03"), (
            intent.GetProperty("project").GetString(), intent.GetProperty("category").GetString(), intent.GetProperty("due").GetString(), intent.GetProperty("eraseBy").GetString()));
        Assert.Equal("retention-canary", Assert.Single(intent.GetProperty("rules").EnumerateArray()).GetString());
        var summaries = log.Where(e => e.GetProperty("kind").GetString() == "run-summary").ToList();
        Assert.Equal(["people", "canaries", "people", "canaries"], summaries.Select(s => s.TryGetProperty("of", out var of) ? of.GetString() : "people"));
        Assert.Equal([0, 2, 0, 2], summaries.Select(s => s.GetProperty("discovered").GetInt32()));
        Assert.Equal((1, 1, 1), (summaries[3].GetProperty("held").GetInt32(), summaries[3].GetProperty("due").GetInt32(), summaries[3].GetProperty("erased").GetInt32()));
        Assert.DoesNotContain(log, e => e.TryGetProperty("unaccounted", out _));
    }

    [Fact]
    public async Task What_belongs_to_people_is_planned_counted_and_limited_as_if_there_were_none()
    {
        world.Adopt(RunWorld.ScheduleOf(new Limits(new Bounds(Records: 2, PercentOfStore: 50, PercentOfProject: 50), new Bounds(Records: 2), Bounds.None), CalendarPeriod.Zero, "11"));
        world.AddProject(new LocalDate(2026, 5, 1));
        foreach (var name in new[] { "lonely/recording/P01/a", "lonely/recording/P02/a", "lonely/contact-details/P01/a", "lonely/contact-details/P02/a" })
            world.Store.Put(name, "x");
        world.Clock.Now = Instant.FromUtc(2026, 6, 1, 9, 0);
        var report = await world.OnceAsync();
        Assert.Equal((RunEnd.Done, 4, 2, 2), (report.End, report.Books.Discovered, report.Books.Due, report.Books.Erased));
        world.Clock.Now += Duration.FromDays(1);
        report = await world.OnceAsync();
        Assert.Equal((RunEnd.Done, 2, 0, 0), (report.End, report.Books.Discovered, report.Books.Due, report.Books.Erased));
        Assert.Equal(CanaryFate.ErasedOnTime, All().Last(c => c.Role == CanaryRole.Due && c.ClosedAt is not null).Fate);
        using var session = world.Catalogue.Read();
        Assert.Equal(2, session.Records.CountPresent(RunWorld.Interviews));
        Assert.Equal(2, session.Inventories.Expected(RunWorld.Interviews));
        Assert.Equal(2, session.Spent.Since(Instant.MinValue).Sum(s => s.Records));
        Assert.Empty(session.Plans.List(PlanStanding.Waits));
    }

    [Fact]
    public async Task A_limit_of_nothing_at_all_stops_people_s_records_and_no_canary()
    {
        world.Adopt(RunWorld.ScheduleOf(Limits.PerRun(new Bounds(Records: 0)), CalendarPeriod.Zero, "11"));
        world.AddProject(new LocalDate(2026, 5, 1));
        world.Store.Put("lonely/recording/P01/a", "x");
        world.Store.Put("lonely/recording/P02/a", "x");
        await world.OnceAsync();
        world.Clock.Now += Duration.FromDays(1);
        var report = await world.OnceAsync();
        Assert.Equal(RunEnd.Waits, report.End);
        Assert.Equal(2, report.Plan.Records);
        Assert.Equal(3, world.Store.Names.Count);
        Assert.Equal(CanaryFate.ErasedOnTime, All().First(c => c.Role == CanaryRole.Due).Fate);
    }

    [Fact]
    public async Task No_plan_of_people_s_records_ever_takes_a_canary()
    {
        world.AddProject(new LocalDate(2026, 5, 1));
        world.Store.Put("lonely/recording/P01/a", "x");
        await world.OnceAsync();
        world.Clock.Now += Duration.FromDays(1);
        using (var run = world.NewRun())
            run.Decide(world.Schedule, TestContext.Current.CancellationToken);
        using var session = world.Catalogue.Read();
        var making = new RetentionWorker.Plan.PlanMaking(session);
        Assert.Equal(0, making.Make(world.Schedule, PlanScope.Everything, world.Clock.Now).Plan.Records);
        Assert.Equal(1, making.Make(world.Schedule, CanaryRules.Scope, world.Clock.Now).Plan.Records);
        Assert.Throws<ArgumentException>(() => PlanApproval.ConsiderCanaries(making.Make(world.Schedule, PlanScope.Everything, world.Clock.Now).Plan));
    }

    [Fact]
    public async Task Whatever_else_lies_in_the_reserved_project_is_kept_and_nobody_s_guess()
    {
        await world.OnceAsync();
        var due = Only(CanaryRole.Due);
        world.Store.Put("retention-canary/retention-canary-due/P01/interview.wav", "somebody's recording");
        world.Store.Put(due.Name + ".wav", "somebody's recording");
        world.Store.Put("retention-canary/recording/P01/interview.wav", "somebody's recording");
        world.Clock.Now += Duration.FromDays(30);
        var report = await world.OnceAsync();
        Assert.Equal(3, report.Books.Unclassified);
        Assert.Equal(3, world.Store.Names.Count(n => world.Store.Content(n) == "somebody's recording"));
        Assert.DoesNotContain(due.Name, world.Store.Names);
    }

    [Fact]
    public async Task Content_of_somebody_s_in_the_place_of_a_canary_is_kept()
    {
        await world.OnceAsync();
        var due = Only(CanaryRole.Due);
        world.Store.Put(due.Name, new string('x', (int)due.Size + 1), world.Clock.Now);
        world.Clock.Now += Duration.FromDays(2);
        var report = await world.OnceAsync();
        Assert.Equal(1, report.Books.Unclassified);
        Assert.Contains(due.Name, world.Store.Names);
    }

    [Fact]
    public async Task A_canary_vouches_for_no_store_that_was_emptied()
    {
        world.AddProject(null);
        foreach (var name in new[] { "lonely/recording/P01/a", "lonely/recording/P02/a", "lonely/recording/P03/a" })
            world.Store.Put(name, "x");
        await world.OnceAsync();
        foreach (var name in world.Store.Names.Where(n => n.ToString().StartsWith("lonely", StringComparison.Ordinal)).ToList())
            world.Store.Remove(name);
        var report = await world.OnceAsync();
        Assert.Equal("emptied", report.Discoveries.Single().Fault?.Code);
    }

    [Theory]
    [InlineData("{project}/{category}/{*}")]
    [InlineData("archive/{category}/{project}/{participant}")]
    [InlineData("{project}/{category}/{collected}/{*}")]
    [InlineData("{collected}/{project}/{participant}/{category}")]
    public async Task It_finds_its_place_in_every_template_that_leaves_one(string template)
    {
        world.Template = template;
        await world.OnceAsync();
        Assert.Equal(2, world.Store.Names.Count);
        world.Clock.Now += Duration.FromDays(1);
        await world.OnceAsync();
        Assert.Equal([Only(CanaryRole.Held).Name], world.Store.Names);
    }

    [Fact]
    public async Task A_held_one_that_somebody_takes_away_is_an_alarm_until_a_person_looked_into_it()
    {
        await world.OnceAsync();
        var held = Only(CanaryRole.Held);
        world.Store.Remove(held.Name);
        world.Clock.Now += Duration.FromHours(1);
        await world.OnceAsync();
        Assert.Equal((CanaryAlarmKind.Lost, "vanished", held.Number, world.Clock.Now, world.Clock.Now + Duration.FromHours(72)), Facts(Assert.Single(Alarms())));
        world.Clock.Now += Duration.FromHours(1);
        await world.OnceAsync();
        Assert.Single(Alarms());
        Assert.DoesNotContain(All(), c => c.Role == CanaryRole.Held && c.Number != held.Number);
    }

    [Fact]
    public async Task A_held_one_that_the_program_itself_erased_is_an_alarm_of_its_own()
    {
        await world.OnceAsync();
        var held = Only(CanaryRole.Held);
        // As a hold that is ignored would have it: it is released, and nobody ended the canary.
        using (var work = world.Catalogue.Begin())
        {
            work.Holds.Release(held.Hold!.Value, "os-1", world.Clock.Now);
            new RetentionWorker.Record.AuditLog(Unsigned.Instance).Append(work, [new AuditEntry.HoldReleased(world.Clock.Now, "os-1", held.Hold.Value, CanaryRules.Project)]);
            work.Commit();
        }
        world.Clock.Now += Duration.FromDays(1);
        await world.OnceAsync();
        Assert.Equal("erased-on-hold", Assert.Single(Alarms()).Code);
    }

    [Fact]
    public async Task One_that_goes_before_its_time_is_an_alarm_as_a_held_one_that_went()
    {
        await world.OnceAsync();
        var due = Only(CanaryRole.Due);
        // As a wrong reckoning would have it: it is taken for older than it is.
        world.Store.Put(due.Name, "x", world.Clock.Now - Duration.FromDays(30));
        await world.OnceAsync();
        Assert.Equal((CanaryAlarmKind.Lost, "erased-early"), (Assert.Single(Alarms()).Kind, Alarms()[0].Code));
    }

    [Fact]
    public async Task A_due_one_that_cannot_be_erased_is_an_alarm_from_its_deadline_on_and_ends_when_it_goes()
    {
        await world.OnceAsync();
        var due = Only(CanaryRole.Due);
        world.Store.Answer = order => order.Record.Address.Name.Equals(due.Name) ? new ErasureOutcome.Refused(order, "EPERM") : null;
        for (var hours = 0; hours < 48; hours += 12)
        {
            world.Clock.Now = due.DueAt + Duration.FromHours(hours);
            await world.OnceAsync();
            Assert.Empty(Alarms());
        }
        world.Clock.Now = due.DeadlineAt;
        Assert.Equal("not-seen-gone", Assert.Single(Alarms()).Code);
        await world.OnceAsync();
        Assert.Equal((CanaryAlarmKind.Overdue, "still-there", due.Number, due.DeadlineAt, due.DeadlineAt), Facts(Assert.Single(Alarms())));
        world.Store.Answer = null;
        world.Clock.Now += Duration.FromDays(1);
        await world.OnceAsync();
        Assert.Empty(Alarms());
        Assert.Equal(CanaryFate.ErasedLate, All().Single(c => c.Number == due.Number).Fate);
    }

    [Fact]
    public async Task An_eraser_and_a_verification_that_lie_are_found_out_by_the_canary_s_own_deadline()
    {
        await world.OnceAsync();
        var due = Only(CanaryRole.Due);
        world.Store.Undying.Add(due.Name);
        // The lie is told to the run's own verification alone, and not to whoever looks afterwards.
        var lies = false;
        world.Store.AfterRemoval = _ => lies = true;
        world.Store.Verdict = (name, seen) =>
        {
            var told = lies && name.Equals(due.Name) ? new VerificationOutcome.Absent("listed-absent", []) : seen;
            lies = false;
            return told;
        };
        world.Clock.Now = due.DueAt;
        await world.OnceAsync();
        Assert.Contains("erased", world.Kinds());
        world.Clock.Now = due.DeadlineAt;
        Assert.Single(Alarms(), a => a.Kind == CanaryAlarmKind.Overdue);
    }

    [Fact]
    public async Task A_run_that_finds_nothing_where_one_is_due_is_an_alarm_before_its_deadline()
    {
        await world.OnceAsync();
        var due = Only(CanaryRole.Due);
        // What decides forgot it: as if its group were never due.
        world.Clock.Now = due.DueAt + Duration.FromDays(1);
        world.Store.Put(due.Name, "x", Instant.FromUtc(2026, 7, 1, 0, 0));
        await world.OnceAsync();
        Assert.Equal((CanaryAlarmKind.PassedOver, "not-found-due", due.Number, world.Clock.Now, due.DeadlineAt), Facts(Assert.Single(Alarms())));
    }

    [Fact]
    public async Task A_store_that_takes_none_is_an_alarm_with_its_own_word_at_once_and_ends_when_it_does()
    {
        world.Store.OnCall = call => call == FakeStoreCall.Plant ? new RetentionWorker.Stores.StoreFault(RetentionWorker.Stores.StoreFaultKind.Denied, "EROFS", "Read-only.") : null;
        await world.OnceAsync();
        Assert.Equal((CanaryAlarmKind.Missing, "EROFS", (long?)null, world.Clock.Now, world.Clock.Now + Duration.FromDays(7)), Facts(Assert.Single(Alarms())));
        var since = world.Clock.Now;
        world.Clock.Now += Duration.FromHours(1);
        await world.OnceAsync();
        Assert.Equal(since, Assert.Single(Alarms()).Since);
        world.Store.OnCall = null;
        world.Clock.Now += Duration.FromHours(1);
        await world.OnceAsync();
        Assert.Empty(Alarms());
        Assert.Equal(2, world.Store.Names.Count);
    }

    [Fact]
    public async Task What_a_process_left_half_planted_the_next_one_finishes()
    {
        var died = false;
        world.Store.OnCall = call => call == FakeStoreCall.Plant && !died ? throw new IOException("the process died here") : null;
        await Assert.ThrowsAsync<IOException>(() => world.OnceAsync());
        died = true;
        world.Clock.Now += Duration.FromDays(3);
        await world.OnceAsync();
        Assert.Equal(2, All().Count);
        Assert.All(All(), c => Assert.Equal(world.Clock.Now, c.PlantedAt));
        world.Clock.Now += Duration.FromDays(1);
        await world.OnceAsync();
        Assert.Equal(CanaryFate.ErasedOnTime, All().Single(c => c.Role == CanaryRole.Due).Fate);
        Assert.Empty(Alarms());
    }

    [Fact]
    public async Task Nothing_is_planted_while_the_stop_switch_is_thrown_or_into_a_store_in_doubt()
    {
        world.Store.Marker = "identity-of-another-store";
        await world.OnceAsync();
        Assert.Empty(world.Store.Names);
        File.WriteAllText(Path.Combine(world.DataDirectory, "stop"), "");
        world.Store.Marker = "identity-of-interviews";
        using var run = world.NewRun();
        using var held = RetentionWorker.Catalogue.Sqlite.EraseLock.TryTake(world.DataDirectory)!;
        await run.PlantAsync(held, world.Schedule, TestContext.Current.CancellationToken);
        Assert.Empty(world.Store.Names);
    }

    [Fact]
    public async Task One_that_somebody_takes_away_before_its_time_proves_nothing_and_another_is_planted()
    {
        await world.OnceAsync();
        var due = Only(CanaryRole.Due);
        world.Store.Remove(due.Name);
        await world.OnceAsync();
        Assert.Equal(CanaryFate.TakenAway, All().Single(c => c.Number == due.Number).Fate);
        await world.OnceAsync();
        Assert.NotEqual(due.Number, Only(CanaryRole.Due).Number);
    }

    [Fact]
    public async Task Where_none_are_wanted_none_are_planted()
    {
        world.WithCanaries.Clear();
        await world.OnceAsync();
        Assert.Empty(world.Store.Names);
        Assert.DoesNotContain("canaries", world.Log().Where(e => e.TryGetProperty("of", out _)).Select(e => e.GetProperty("of").GetString()));
    }

    private IReadOnlyList<PlantedCanary> All()
    {
        using var session = world.Catalogue.Read();
        return session.Canaries.List();
    }

    private PlantedCanary Only(CanaryRole role) => Assert.Single(All(), c => c.Role == role && c.IsOpen);

    private IReadOnlyList<CanaryAlarm> Alarms()
    {
        using var session = world.Catalogue.Read();
        return [.. CanaryJudge.Alarms(session.Canaries.List(), session.Canaries.Places(), world.Clock.Now)];
    }

    private static (CanaryAlarmKind, string, long?, Instant, Instant) Facts(CanaryAlarm alarm) => (alarm.Kind, alarm.Code, alarm.Canary, alarm.Since, alarm.MustBeResolvedBy);
}
