using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Catalogue;
using RetentionWorker.Run;
using RetentionWorker.Stores;
using RetentionWorker.Tests.Stores;

namespace RetentionWorker.Tests.Run;

public sealed class FaultyStoreTests : IDisposable
{
    private static readonly StoreName Archive = new("archive");
    private readonly RunWorld world = new("interviews", "archive");

    public FaultyStoreTests()
    {
        foreach (var store in world.Stores.Values)
        {
            for (var i = 0; i < 3; i++)
                store.Put($"lonely/recording/P{i}/a.wav", "speech");
        }
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = Instant.FromUtc(2026, 7, 1, 12, 0);
    }

    public void Dispose() => world.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("identity-of-a-stranger")]
    public async Task A_store_without_its_identity_is_left_alone_and_the_others_are_served(string? marker)
    {
        await DiscoverAsync();
        world.Store.Marker = marker;
        var report = await world.OnceAsync();
        Assert.Equal(RunWorld.Interviews, Assert.Single(report.SuspectStores));
        Assert.Equal((3L, 3L), (report.Books.Erased, report.Of("store-suspect")));
        Assert.Empty(world.Store.Removed);
        Assert.Equal(3, world.Stores[Archive].Removed.Count);
        Assert.Equal(3, Present(RunWorld.Interviews));
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task A_store_out_of_reach_is_said_and_the_others_are_served()
    {
        await DiscoverAsync();
        world.Store.Unplugged = true;
        var report = await world.OnceAsync();
        Assert.Equal(3, report.Of("store-unavailable") + report.Of("store-suspect"));
        Assert.Equal(3, report.Books.Erased);
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task A_store_that_lost_everything_at_once_is_suspect_and_not_all_gone()
    {
        await DiscoverAsync();
        foreach (var name in world.Store.Names)
            world.Store.Remove(name);
        var report = await world.OnceAsync();
        Assert.Equal("emptied", report.Discoveries.Single(d => d.Store == RunWorld.Interviews).Fault!.Code);
        Assert.Contains(RunWorld.Interviews, report.SuspectStores);
        Assert.Equal((3L, 0L, 3L), (report.Books.Erased, report.Books.AlreadyAbsent, report.Of("store-suspect")));
    }

    [Fact]
    public async Task An_identity_that_changes_in_mid_run_stops_the_store()
    {
        world.Parallelism = 1;
        for (var i = 0; i < 600; i++)
            world.Store.Put($"lonely/recording/P1/{i}.wav", "x");
        var removed = 0;
        world.Store.AfterRemoval = _ =>
        {
            if (++removed == 256)
                world.Store.Marker = "swapped";
        };
        var report = await world.OnceAsync();
        Assert.Equal(256, world.Store.Removed.Count);
        Assert.Contains(RunWorld.Interviews, report.SuspectStores);
    }

    [Fact]
    public async Task A_lost_reply_is_resolved_by_looking_and_not_counted_twice()
    {
        world.Store.Reply = outcome => outcome is ErasureOutcome.Erased ? new ErasureOutcome.Failed(outcome.Order, "reply-lost") : outcome;
        var report = await world.OnceAsync();
        Assert.Equal((6L, 0L), (report.Books.Erased, report.Failures));
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task What_was_unlinked_but_not_flushed_is_not_called_erased()
    {
        world.Store.Reply = outcome => outcome is ErasureOutcome.Erased ? new ErasureOutcome.Failed(outcome.Order, "fsync-EIO") : outcome;
        var report = await world.OnceAsync();
        Assert.Equal((3L, 3L), (report.Books.Erased, report.Of("failed")));
        Assert.Equal(3, Present(RunWorld.Interviews));
    }

    [Fact]
    public async Task Emptiness_seen_in_another_store_proves_nothing()
    {
        // The eraser fails, the mount changes, and the record is of course not there.
        world.Store.Answer = order => new ErasureOutcome.Failed(order, "EIO");
        world.Store.Verdict = (_, _) =>
        {
            world.Store.Marker = "swapped";
            return new VerificationOutcome.Absent("listed-absent", []);
        };
        var report = await world.OnceAsync();
        Assert.Equal((3L, 3L), (report.Of("in-doubt"), report.Books.Erased));
        Assert.Contains(RunWorld.Interviews, report.SuspectStores);
        Assert.Equal(3, world.OpenIntents());
    }

    [Fact]
    public async Task What_was_erased_before_the_store_went_away_is_found_out_when_it_is_back()
    {
        world.Parallelism = 1;
        var removed = 0;
        world.Store.AfterRemoval = _ => world.Store.Unplugged = ++removed == 3;
        var report = await world.OnceAsync();
        Assert.Equal(3, report.Of("in-doubt"));
        Assert.DoesNotContain("failed", world.Kinds());
        world.Store.Unplugged = false;
        world.Store.AfterRemoval = null;
        await world.OnceAsync();
        Assert.Equal(3, world.Log().Count(e => e.GetProperty("kind").GetString() == "erased" && e.TryGetProperty("resolved", out _)));
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task A_record_that_will_not_die_is_a_failure_and_is_tried_again()
    {
        var name = RecordName.FromText("lonely/recording/P1/a.wav");
        world.Store.Undying.Add(name);
        Assert.Equal(1, (await world.OnceAsync()).Of("failed"));
        world.Store.Undying.Clear();
        world.Clock.Now += Duration.FromMinutes(15);
        Assert.Equal(1, (await world.OnceAsync()).Books.Erased);
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task A_record_replaced_before_its_erasure_is_kept()
    {
        var name = RecordName.FromText("lonely/recording/P1/a.wav");
        world.Store.BeforeRemoval = _ => world.Store.Put(name, "new content");
        world.Store.BeforeRemoval += order =>
        {
            if (order.Record.Address.Name.Equals(name))
                world.Store.BeforeRemoval = null;
        };
        var report = await world.OnceAsync();
        Assert.Equal(1, report.Of("changed"));
        Assert.Equal("new content", world.Store.Content(name));
    }

    [Fact]
    public async Task A_refusal_of_the_store_is_an_outcome_of_its_own()
    {
        world.Store.Answer = order => order.Record.Address.Name.ToString().Contains("P2", StringComparison.Ordinal) ? new ErasureOutcome.Refused(order, "BlobImmutableDueToPolicy") : null;
        var report = await world.OnceAsync();
        Assert.Equal((5L, 1L), (report.Books.Erased, report.Of("refused")));
        Assert.Contains(world.Log(), e => e.GetProperty("kind").GetString() == "refused" && e.GetProperty("code").GetString() == "BlobImmutableDueToPolicy");
    }

    [Fact]
    public async Task Records_gone_before_their_erasure_are_already_absent()
    {
        await DiscoverAsync();
        world.Store.Remove(RecordName.FromText("lonely/recording/P1/a.wav"));
        var report = await world.PurgeAsync(Retention.Domain.Plans.PlanScope.Everything);
        Assert.Equal((5L, 1L), (report.Books.Erased, report.Books.AlreadyAbsent));
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task Declared_backups_are_residue_with_a_date()
    {
        world.Declared = new DeclaredResidue(35, 0, 0, false, false);
        await world.OnceAsync();
        var residue = world.Log().First(e => e.GetProperty("kind").GetString() == "erased").GetProperty("residue")[0];
        Assert.Equal(("backup", "2026-08-05"), (residue.GetProperty("kind").GetString(), residue.GetProperty("until").GetString()));
    }

    [Fact]
    public async Task A_stop_ends_the_batch_in_flight_and_leaves_no_intent_open()
    {
        world.Parallelism = 1;
        for (var i = 0; i < 600; i++)
            world.Store.Put($"lonely/recording/P1/{i}.wav", "x");
        using var stop = new CancellationTokenSource();
        var removed = 0;
        world.Store.AfterRemoval = _ =>
        {
            if (++removed == 100)
                stop.Cancel();
        };
        var report = await world.OnceAsync(stop.Token);
        Assert.Equal(RunEnd.Stopped, report.End);
        Assert.Equal(100, world.Store.Removed.Count);
        Assert.Equal(0, world.OpenIntents());
        world.AssertLogIsSound();
        var rest = await world.OnceAsync();
        Assert.Equal(606, report.Books.Erased + rest.Books.Erased);
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task An_intent_left_open_is_resolved_as_gone_or_decided_anew()
    {
        // The eraser dies after its second removal: the process would be gone; here the exception stands for it.
        world.Parallelism = 1;
        var removed = 0;
        world.Store.AfterRemoval = _ =>
        {
            if (++removed == 2)
                throw new InvalidOperationException("killed");
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.OnceAsync());
        Assert.Equal(3, world.OpenIntents());
        world.Store.AfterRemoval = null;

        await world.OnceAsync();
        Assert.Equal(2, world.Log().Count(e => e.GetProperty("kind").GetString() == "erased" && e.TryGetProperty("resolved", out _)));
        Assert.Equal(1, world.Log().Count(e => e.TryGetProperty("reason", out var reason) && reason.GetString() == "interrupted"));
        Assert.Empty(world.Store.Names);
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task An_open_intent_of_a_store_out_of_reach_stays_open_and_its_record_is_left_alone()
    {
        world.Parallelism = 1;
        world.Store.AfterRemoval = _ => throw new InvalidOperationException("killed");
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.OnceAsync());
        world.Store.AfterRemoval = null;
        world.Store.Unplugged = true;
        var report = await world.OnceAsync();
        Assert.Equal(3, report.Unresolved);
        world.Store.Unplugged = false;
        await world.OnceAsync();
        world.AssertLogIsSound();
        Assert.Empty(world.Store.Names);
    }

    [Fact]
    public async Task An_open_intent_stays_open_until_what_was_done_for_it_is_known_to_be_durable()
    {
        world.Parallelism = 1;
        world.Store.AfterRemoval = _ => throw new InvalidOperationException("killed");
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.OnceAsync());
        world.Store.AfterRemoval = null;
        world.Store.OnCall = call => call == FakeStoreCall.Settle ? new StoreFault(StoreFaultKind.Suspect, "syncfs-EIO", "not durable") : null;
        Assert.Equal(3, (await world.OnceAsync()).Unresolved);
        world.Store.OnCall = null;
        Assert.Equal(0, (await world.OnceAsync()).Unresolved);
        world.AssertLogIsSound();
    }

    private async Task DiscoverAsync()
    {
        using var run = world.NewRun();
        await run.DiscoverAsync(world.Schedule, null, default);
    }

    private long Present(StoreName store)
    {
        using var session = world.Catalogue.Read();
        return session.Records.CountPresent(store);
    }
}
