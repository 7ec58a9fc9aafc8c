using NodaTime;
using Retention.Domain.Outcomes;
using Retention.Domain.Plans;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Tests.Run;

/// <summary>A record that cannot be erased is tried again with patience, and never forgotten.</summary>
public sealed class SetbackTests : IDisposable
{
    private const string Stuck = "lonely/recording/P1/a.wav";
    private static readonly Instant FirstOfJuly = Instant.FromUtc(2026, 6, 30, 23, 0);
    private readonly RunWorld world = new();
    private int asked;

    public SetbackTests()
    {
        world.Store.Put(Stuck, "x");
        world.Store.Put("lonely/recording/P2/a.wav", "x");
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = FirstOfJuly;
        Refuse("immutable");
    }

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_refused_record_is_tried_once_a_day_and_counted_at_every_run()
    {
        for (var hour = 0; hour < 72; hour++)
        {
            var report = await world.OnceAsync();
            Assert.Equal((1L, 1L), (report.Of("refused"), report.Failures));
            world.Clock.Now += Duration.FromHours(1);
        }
        Assert.Equal(4, asked);
        Assert.Equal(4, world.Kinds().Count(k => k == "refused"));
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task A_daily_run_some_minutes_early_tries_each_day()
    {
        for (var day = 0; day < 5; day++)
        {
            await world.OnceAsync();
            world.Clock.Now += Duration.FromHours(24) - Duration.FromMinutes(10);
        }
        Assert.Equal(5, asked);
    }

    [Fact]
    public async Task A_failing_record_is_erased_soon_after_the_store_recovers()
    {
        Answer((order) => new ErasureOutcome.Failed(order, "EIO") { Untouched = true });
        await world.OnceAsync();
        world.Store.Answer = null;
        world.Clock.Now += Duration.FromMinutes(15);
        var report = await world.OnceAsync();
        Assert.Equal((1L, 0L), (report.Books.Erased, report.Failures));
        Assert.Empty(world.Store.Names);
        Assert.Equal(0, SetBack());
    }

    [Fact]
    public async Task Who_asks_for_it_by_hand_is_served_at_once()
    {
        await world.OnceAsync();
        world.Store.Answer = null;
        var purge = await world.PurgeAsync(PlanScope.Everything);
        Assert.Equal(1, purge.Books.Erased);
        Assert.Empty(world.Store.Names);
    }

    [Fact]
    public async Task Another_version_is_tried_at_once()
    {
        await world.OnceAsync();
        Assert.Equal(1, SetBack());
        world.Store.Put(Stuck, "new");
        await world.OnceAsync();
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_record_that_vanished_meanwhile_is_set_back_no_more()
    {
        await world.OnceAsync();
        world.Store.Put("lonely/contact-details/P3/c.json", "kept");
        world.Store.Remove(Retention.Domain.Facts.RecordName.FromText(Stuck));
        await world.OnceAsync();
        Assert.Equal(0, SetBack());
    }

    [Fact]
    public async Task It_is_tried_once_more_in_the_hours_before_its_deadline()
    {
        var deadline = Instant.FromUtc(2026, 7, 14, 23, 0);
        world.Clock.Now = deadline - Duration.FromHours(10);
        await world.OnceAsync();
        world.Clock.Now = deadline - Duration.FromHours(2);
        await world.OnceAsync();
        Assert.Equal(2, asked);
    }

    private void Refuse(string code) => Answer(order => new ErasureOutcome.Refused(order, code));

    private void Answer(Func<Retention.Domain.Approvals.ErasureOrder, ErasureOutcome> answer) => world.Store.Answer = order =>
    {
        if (order.Record.Address.Name.ToString() != Stuck)
            return null;
        asked++;
        return answer(order);
    };

    private long SetBack()
    {
        using var session = world.Catalogue.Read();
        return session.Records.CountSetBack();
    }
}
