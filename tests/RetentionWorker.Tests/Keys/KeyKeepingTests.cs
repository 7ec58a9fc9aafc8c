using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Facts;
using Retention.Domain.Keys;
using Retention.Domain.Schedule;
using RetentionWorker.Erase;
using RetentionWorker.Keys;
using RetentionWorker.Keys.LocalFile;
using RetentionWorker.Record;
using RetentionWorker.Register;
using RetentionWorker.Run;
using RetentionWorker.Tests.Run;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Keys;

public sealed class KeyKeepingTests : IDisposable
{
    private static readonly ParticipantId P1 = new("P1");
    private readonly RunWorld world = new();
    private readonly Instant start;

    public KeyKeepingTests()
    {
        start = world.Clock.Now;
        // A plan of everything in a store waits soon after a change of schedule.
        world.AddProject(null, new("lively"));
        world.Store.Put("lively/recording/P9/a.wav", "speech");
        world.Adopt(RunWorld.ScheduleOf(Limits.None, CalendarPeriod.Zero) with { LinkKeys = new LinkKeyRetention(new CalendarPeriod(0, 10), new CalendarPeriod(0, 5)) });
    }

    private string Directory => Path.Combine(world.DataDirectory, "commitment-keys");

    [Fact]
    public async Task A_key_is_deleted_after_its_period_destroyed_after_its_last_day_and_links_nothing_from_then_on()
    {
        await ErasedStudyAsync();
        var record = new Commitments(NewKeys()).AllOfParticipant(RunWorld.Lonely, P1);
        Assert.Single(record);
        Assert.Contains(world.Log(), e => e.TryGetProperty("participant", out var p) && record.Contains(p.GetString()!));

        // The residue's day is over on the 2nd; kept for 10 days from then on.
        await LookAsync(day: 2);
        await LookAsync(day: 12);
        Assert.Equal(KeyState.Active, Key().State);
        Assert.Equal(new LocalDate(2026, 6, 3), Key().QuietSince);

        await LookAsync(day: 13);
        Assert.Equal(KeyState.Deleted, Key().State);
        Assert.Equal(new LocalDate(2026, 6, 19), Key().RecoverableThrough);
        Assert.Empty(new Commitments(NewKeys()).AllOfParticipant(RunWorld.Lonely, P1));
        Assert.Equal(["lonely.1.deleted"], Files());

        await LookAsync(day: 18);
        Assert.Equal(KeyState.Deleted, Key().State);
        await LookAsync(day: 19);
        Assert.Equal(KeyState.Destroyed, Key().State);
        Assert.Equal(["lonely.1.destroyed"], Files());
        Assert.Equal(0, new FileInfo(Path.Combine(Directory, "lonely.1.destroyed")).Length);

        Assert.Equal(["key-created", "key-deleted", "key-destruction-intended", "key-destroyed"], KeyKinds());
        AssertLogVerifies();
        Assert.NotEqual(1, NewEpoch());
    }

    [Theory]
    [InlineData(13)]
    [InlineData(18)]
    [InlineData(40)]
    public async Task A_hold_between_deletion_and_destruction_brings_the_key_back_before_it_is_placed(int day)
    {
        await DeletedAsync();
        At(day);
        var placed = await PlaceAsync();
        Assert.Equal(["lonely.1"], placed.KeysRecovered);
        Assert.Empty(placed.KeysDestroyedBefore);
        Assert.Equal(["lonely.1.key"], Files());
        Assert.Equal(KeyState.Active, Key().State);

        await LookAsync(day: 400);
        Assert.Equal(KeyState.Active, Key().State);
        Assert.Equal(["key-created", "key-deleted", "key-recovered"], KeyKinds());
        // What the hold says of the participant is linked by the key that was there before.
        Assert.Single(new Commitments(NewKeys()).AllOfParticipant(RunWorld.Lonely, P1));
        AssertLogVerifies();
    }

    [Fact]
    public async Task An_objection_restricts_and_brings_the_key_back_like_any_hold()
    {
        await DeletedAsync();
        At(18);
        var desk = new WithdrawalDesk(Books("os-9"), new Commitments(NewKeys()), new KeyRecovery(new LocalKeyShelf(Directory)));
        Assert.IsType<Registered<WithdrawalLine>.Done>(desk.Record(RunWorld.Lonely, P1, null, new LocalDate(2026, 6, 18), WithdrawalGround.Objection));
        Assert.Equal(["lonely.1.key"], Files());
        await LookAsync(day: 19);
        await LookAsync(day: 400);
        Assert.Equal(KeyState.Active, Key().State);
        Assert.Equal(["key-created", "key-deleted", "key-recovered"], KeyKinds());
        // What the log says of the objection is linked by the key that was there before.
        var participant = Assert.Single(new Commitments(NewKeys()).AllOfParticipant(RunWorld.Lonely, P1));
        Assert.Equal(participant, world.Log().Single(e => e.GetProperty("kind").GetString() == "withdrawal-recorded").GetProperty("participant").GetString());
        AssertLogVerifies();
    }

    [Fact]
    public async Task A_release_of_the_hold_leaves_the_key_as_due_as_it_was()
    {
        await DeletedAsync();
        var placed = await PlaceAsync();
        await LookAsync(day: 30);
        Assert.Equal(KeyState.Active, Key().State);
        Assert.IsType<Registered<HoldLine>.Done>(new HoldReleases(Books("os-10")).Release(placed.Hold, asSingleOperator: false));
        await LookAsync(day: 31);
        Assert.Equal(KeyState.Deleted, Key().State);
        Assert.Equal(new LocalDate(2026, 7, 7), Key().RecoverableThrough);
    }

    [Fact]
    public async Task A_hold_that_comes_after_the_destruction_says_what_it_is_too_late_for()
    {
        await DeletedAsync();
        await LookAsync(day: 19);
        var placed = await PlaceAsync();
        Assert.Equal(["lonely.1"], placed.KeysDestroyedBefore);
        Assert.Empty(placed.KeysRecovered);
        Assert.Equal(["lonely.1.destroyed", "lonely.2.key"], Files());
    }

    [Fact]
    public async Task A_hold_over_one_participant_keeps_the_key_that_they_share_with_others()
    {
        await ErasedStudyAsync();
        world.Hold(new ParticipantId("somebody-else"));
        await LookAsync(day: 500);
        Assert.Equal(KeyState.Active, Key().State);
    }

    [Fact]
    public async Task Records_that_are_there_again_bring_the_key_back()
    {
        await DeletedAsync();
        world.Store.Put("lonely/contact-details/P1/a.vcf", "name");
        At(14);
        await world.OnceAsync();
        Assert.Equal(KeyState.Active, Key().State);
        Assert.Null(Key().QuietSince);
    }

    [Fact]
    public async Task A_project_that_runs_again_brings_the_key_back()
    {
        await DeletedAsync();
        world.AddProject(null);
        await LookAsync(day: 30);
        Assert.Equal(KeyState.Active, Key().State);
    }

    [Fact]
    public async Task Records_that_a_rule_keeps_for_good_do_not_keep_the_key()
    {
        Rule anonymised = new(new("anonymised"), [new("anonymised")], null, null, null, null, null, null, new(60, 0), "Reviewed.");
        world.Adopt(new RetentionSchedule("5c4ed01f", world.Schedule.Zone, [.. world.Schedule.Rules, anonymised], Limits.None, CalendarPeriod.Zero) { LinkKeys = world.Schedule.LinkKeys });
        world.Store.Put("lonely/anonymised/all/data.csv", "1");
        await ErasedStudyAsync();
        await LookAsync(day: 2);
        await LookAsync(day: 13);
        Assert.Equal(KeyState.Deleted, Key().State);
    }

    [Fact]
    public async Task Without_a_period_every_key_stays()
    {
        world.Adopt(RunWorld.ScheduleOf(Limits.None, CalendarPeriod.Zero, sha: "5c4ed01f"));
        await ErasedStudyAsync();
        await LookAsync(day: 4000);
        Assert.Equal(KeyState.Active, Key().State);
        Assert.Equal(["key-created"], KeyKinds());
    }

    [Fact]
    public async Task A_backup_of_the_directory_brings_no_key_back_for_longer_than_to_the_next_look()
    {
        await DeletedAsync();
        var copy = File.ReadAllBytes(Path.Combine(Directory, "lonely.1.deleted"));
        await LookAsync(day: 19);
        File.WriteAllBytes(Path.Combine(Directory, "lonely.1.key"), copy);
        await LookAsync(day: 20);
        Assert.Equal(["lonely.1.destroyed"], Files());
        Assert.Equal(["key-created", "key-deleted", "key-destruction-intended", "key-destroyed", "key-returned", "key-destruction-intended", "key-destroyed"], KeyKinds());
        AssertLogVerifies();
    }

    [Theory]
    [InlineData("before the key is deleted")]
    [InlineData("after the key is deleted")]
    [InlineData("before the key is destroyed")]
    [InlineData("after the key is destroyed")]
    public async Task A_process_that_ends_in_the_midst_leaves_nothing_that_the_next_look_does_not_end(string moment)
    {
        await ErasedStudyAsync();
        await LookAsync(day: 2);
        world.Shredder = new EndsAt(new LocalKeyShelf(Directory), moment);
        foreach (var day in (int[])[13, 19])
        {
            try
            {
                await LookAsync(day);
            }
            catch (ProcessEnded)
            {
                world.Shredder = null;
            }
            await LookAsync(day);
        }
        Assert.Null(world.Shredder);
        Assert.Equal(KeyState.Destroyed, Key().State);
        Assert.Equal(["lonely.1.destroyed"], Files());
        Assert.Equal(["key-created", "key-deleted", "key-destruction-intended", "key-destroyed"], KeyKinds());
        AssertLogVerifies();
    }

    [Fact]
    public async Task A_hold_placed_after_a_process_ended_in_mid_destruction_is_told_the_truth()
    {
        await ErasedStudyAsync();
        await LookAsync(day: 2);
        await LookAsync(day: 13);
        world.Shredder = new EndsAt(new LocalKeyShelf(Directory), "after the key is destroyed");
        await Assert.ThrowsAsync<ProcessEnded>(() => LookAsync(day: 19));
        world.Shredder = null;
        var placed = await PlaceAsync();
        Assert.Equal(["lonely.1"], placed.KeysDestroyedBefore);
        await LookAsync(day: 20);
        Assert.Equal(KeyState.Destroyed, Key().State);
        Assert.Equal("key-destroyed", KeyKinds()[^1]);
        AssertLogVerifies();
    }

    [Fact]
    public async Task A_thrown_stop_switch_keeps_every_key()
    {
        await DeletedAsync();
        world.Catalogue.StopSwitch.Throw();
        At(30);
        await Assert.ThrowsAsync<RetentionWorker.Run.RunRefusal>(() => world.OnceAsync());
        Assert.Equal(KeyState.Deleted, Key().State);
    }

    [Fact]
    public async Task A_project_that_runs_again_after_the_intent_to_destroy_its_key_keeps_it()
    {
        await DeletedAsync();
        At(40);
        var shelf = new LocalKeyShelf(Directory);
        var between = new Between(world.Catalogue, () =>
        {
            if (Key() is { State: KeyState.Deleted, Intent: not null })
                world.AddProject(null);
        });
        new KeyKeeping(between, world.Clock, new AuditLog(Unsigned.Instance), NewKeys(), shelf, new KeyErasing(shelf, shelf)).Look(world.Schedule, default);
        Assert.Equal(KeyState.Active, Key().State);
        Assert.Equal(["lonely.1.key"], Files());
        Assert.Equal(["key-created", "key-deleted", "key-destruction-intended", "key-recovered"], KeyKinds());
        AssertLogVerifies();
    }

    [Fact]
    public async Task A_schedule_that_was_replaced_in_mid_run_destroys_no_key()
    {
        await DeletedAsync();
        var before = world.Schedule;
        world.Adopt(RunWorld.ScheduleOf(Limits.None, CalendarPeriod.Zero, sha: "5c4ed01f"));
        At(40);
        world.NewKeyKeeping(NewKeys()).Look(before, default);
        Assert.Equal(KeyState.Deleted, Key().State);
        Assert.Equal(["lonely.1.deleted"], Files());
        world.NewKeyKeeping(NewKeys()).Look(world.Schedule, default);
        Assert.Equal(KeyState.Active, Key().State);
    }

    [Fact]
    public async Task A_guard_that_closed_since_the_run_began_keeps_every_key()
    {
        await DeletedAsync();
        using (var uow = world.Catalogue.Begin())
        {
            uow.Guards.Close(new("clock", null, "backwards", world.Clock.Now, "-"));
            uow.Commit();
        }
        At(40);
        world.NewKeyKeeping(NewKeys()).Look(world.Schedule, default);
        Assert.Equal(KeyState.Deleted, Key().State);
        Assert.Equal(["lonely.1.deleted"], Files());
    }

    [Theory]
    [InlineData("the name is gone", "lonely.1.destroyed", 7)]
    [InlineData("overwritten", "lonely.1.destroyed", 0)]
    [InlineData("overwritten under the old name", "lonely.1.deleted", 0)]
    public async Task A_key_in_whose_destruction_a_process_was_killed_never_comes_back(string moment, string file, byte content)
    {
        await DeletedAsync();
        world.Shredder = new EndsAt(new LocalKeyShelf(Directory), "before the key is destroyed");
        await Assert.ThrowsAsync<ProcessEnded>(() => LookAsync(day: 19));
        world.Shredder = null;
        File.Delete(Path.Combine(Directory, "lonely.1.deleted"));
        File.WriteAllBytes(Path.Combine(Directory, "lonely.1.destroyed"), []);
        File.WriteAllBytes(Path.Combine(Directory, file), [.. Enumerable.Repeat(content, 32)]);

        var placed = await PlaceAsync();
        Assert.Equal(["lonely.1"], placed.KeysDestroyedBefore);
        Assert.Empty(placed.KeysRecovered);
        await LookAsync(day: 20);
        Assert.True(KeyState.Destroyed == Key().State, moment);
        Assert.Equal(["lonely.1.destroyed", "lonely.2.key"], Files());
        Assert.Equal(0, new FileInfo(Path.Combine(Directory, "lonely.1.destroyed")).Length);
        Assert.Equal("key-destroyed", KeyKinds()[^1]);
        AssertLogVerifies();
    }

    [Fact]
    public async Task Copies_that_nobody_can_date_keep_the_key_and_are_counted()
    {
        world.Declared = new(0, 0, 0, Versioning: true, Replicated: false);
        await ErasedStudyAsync();
        await LookAsync(day: 4000);
        Assert.Equal(KeyState.Active, Key().State);
        using var session = world.Catalogue.Read();
        Assert.Equal([(RunWorld.Interviews, 1L)], session.Keys.ResidueWithoutEnd());
    }

    [Fact]
    public async Task A_blank_file_is_never_used_as_a_key()
    {
        await ErasedStudyAsync();
        File.WriteAllBytes(Path.Combine(Directory, "lonely.1.key"), new byte[32]);
        Assert.Contains("put it back from a backup", Assert.Throws<InvalidDataException>(() => NewKeys().Current(RunWorld.Lonely)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hold_brings_back_a_key_that_a_process_took_from_use_without_coming_to_say_so()
    {
        await ErasedStudyAsync();
        await LookAsync(day: 2);
        world.Shredder = new EndsAt(new LocalKeyShelf(Directory), "after the key is deleted");
        await Assert.ThrowsAsync<ProcessEnded>(() => LookAsync(day: 13));
        world.Shredder = null;
        Assert.Equal(["lonely.1.deleted"], Files());
        Assert.Equal(KeyState.Active, Key().State);

        await PlaceAsync();
        // What the hold says is linked by the key that was there before: no other one was made.
        Assert.Equal(["lonely.1.key"], Files());
        AssertLogVerifies();
    }

    [Fact]
    public async Task A_key_whose_file_refuses_keeps_no_other_one_waiting_and_is_shown()
    {
        await ErasedStudyAsync();
        await LookAsync(day: 2);
        var inTheWay = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "lonely.1.deleted"));
        await LookAsync(day: 13);
        Assert.Equal((KeyState.Active, KeyTrouble.Refused), (Key().State, Key().Trouble));
        Assert.Equal(start + Duration.FromDays(13), Key().TroubleSince);
        await LookAsync(day: 14);
        Assert.Equal(start + Duration.FromDays(13), Key().TroubleSince);
        Assert.DoesNotContain("key-deleted", KeyKinds());

        inTheWay.Delete();
        await LookAsync(day: 15);
        Assert.Equal((KeyState.Deleted, null), (Key().State, Key().Trouble));
        AssertLogVerifies();
    }

    [Fact]
    public async Task A_hold_is_placed_though_the_key_that_it_brings_back_refuses()
    {
        await DeletedAsync();
        var inTheWay = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "lonely.1.key"));
        var placed = await PlaceAsync();
        Assert.Equal(["lonely.1"], placed.KeysRefused);
        Assert.Empty(placed.KeysDestroyedBefore);
        await LookAsync(day: 40);
        Assert.Equal((KeyState.Deleted, KeyTrouble.Refused), (Key().State, Key().Trouble));

        inTheWay.Delete();
        await LookAsync(day: 41);
        Assert.Equal((KeyState.Active, null), (Key().State, Key().Trouble));
    }

    [Fact]
    public async Task A_key_that_is_lost_is_shown_and_its_epoch_is_not_used_again()
    {
        await ErasedStudyAsync();
        File.Delete(Path.Combine(Directory, "lonely.1.key"));
        await LookAsync(day: 2);
        Assert.Equal(KeyTrouble.Missing, Key().Trouble);
        var keys = new CommitmentKeys(Directory, System.Security.Cryptography.RandomNumberGenerator.GetBytes, project =>
        {
            using var session = world.Catalogue.Read();
            return session.Keys.LatestEpoch(project);
        });
        keys.Current(RunWorld.Lonely);
        Assert.Equal(["lonely.2.key"], Files());
    }

    public void Dispose() => world.Dispose();

    private async Task ErasedStudyAsync()
    {
        world.AddProject(new LocalDate(2026, 5, 20));
        world.Store.Put("lonely/recording/P1/a.wav", "speech");
        await world.OnceAsync();
        Assert.Contains("erased", world.Kinds());
    }

    private async Task DeletedAsync()
    {
        await ErasedStudyAsync();
        await LookAsync(day: 2);
        await LookAsync(day: 13);
        Assert.Equal(KeyState.Deleted, Key().State);
    }

    private void At(int day) => world.Clock.Now = start + Duration.FromDays(day);

    private async Task LookAsync(int day)
    {
        At(day);
        await world.OnceAsync();
    }

    private async Task<PlacedHold> PlaceAsync()
    {
        var keys = NewKeys();
        var desk = new HoldDesk(Books("os-9"), new Commitments(keys), () => false, _ => null, new KeyRecovery(new LocalKeyShelf(Directory)), TimeProvider.System);
        var request = new HoldRequest(RunWorld.Lonely, P1, null, null, Retention.Domain.Holds.HoldKind.Litigation, "L/1", new LocalDate(2030, 1, 1));
        return Assert.IsType<Registered<PlacedHold>.Done>(await desk.PlaceAsync(request, _ => { }, default)).Fact;
    }

    private Bookkeeping Books(string who)
    {
        var (log, actor) = (new AuditLog(Unsigned.Instance), new Actor(who));
        return new(world.Catalogue, log, world.Clock, actor, new ScheduleInForce(world.Catalogue, log, world.Clock, actor, new ScheduleSource(null)));
    }

    private CommitmentKeys NewKeys() => new(Directory, System.Security.Cryptography.RandomNumberGenerator.GetBytes);

    private int NewEpoch()
    {
        NewKeys().Current(RunWorld.Lonely);
        return new LocalKeyShelf(Directory).List().Single(k => k.State == KeyState.Active).Epoch;
    }

    private LinkKey Key()
    {
        using var session = world.Catalogue.Read();
        return session.Keys.Find(RunWorld.Lonely, 1)!;
    }

    private string[] Files() => [.. System.IO.Directory.GetFiles(Directory).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    private List<string> KeyKinds() => [.. world.Kinds().Where(k => k.StartsWith("key-", StringComparison.Ordinal))];

    private void AssertLogVerifies()
    {
        var verdict = new AuditVerify(world.Catalogue, NoteVerifier.Instance).Check(null, default);
        Assert.True(verdict.Verified, verdict.Problem);
        Assert.Empty(verdict.Findings);
    }

    private sealed class ProcessEnded : Exception;

    /// <summary>The process ends at a moment: nothing after it happens.</summary>
    private sealed class EndsAt(LocalKeyShelf real, string moment) : IKeyShredder
    {
        public void Delete(ProjectId project, int epoch) => Call("deleted", () => real.Delete(project, epoch));

        public void Destroy(KeyReceipt receipt) => Call("destroyed", () => real.Destroy(receipt));

        public void Finish(ProjectId project, int epoch) => real.Finish(project, epoch);

        private void Call(string what, Action act)
        {
            if (moment == $"before the key is {what}")
                throw new ProcessEnded();
            act();
            if (moment == $"after the key is {what}")
                throw new ProcessEnded();
        }
    }
}
