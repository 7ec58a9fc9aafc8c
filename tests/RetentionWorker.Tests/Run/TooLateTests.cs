using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Tests.Run;

/// <summary>A hold that comes while its record is being erased is a possible breach, whoever writes the outcome, and whether or not who placed it waits.</summary>
public sealed class TooLateTests : IDisposable
{
    private readonly RunWorld world = new() { Parallelism = 1 };

    public TooLateTests()
    {
        foreach (var participant in new[] { "P0", "P1", "P2" })
            world.Store.Put($"lonely/recording/{participant}/a.wav", "speech");
        world.Store.Put("lonely/contact-details/P1/c.json", "{}");
        world.AddProject(new LocalDate(2026, 6, 30));
        world.Clock.Now = Instant.FromUtc(2026, 6, 30, 23, 0);
    }

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task The_outcome_of_what_went_under_a_hold_opens_a_possible_breach_and_the_log_says_so()
    {
        world.Store.AfterRemoval = order => Once(() => world.Hold(ParticipantOf(order.Record.Address.Name)));
        await world.OnceAsync();
        var breach = Assert.Single(Breaches());
        Assert.Equal((RunWorld.Interviews, PossibleBreach.HoldTooLate, 1L), (breach.Store, breach.Code, breach.Records));
        var noted = Assert.Single(world.Log(), e => e.GetProperty("kind").GetString() == "breach-noted");
        Assert.Equal((breach.Id, 1L), (noted.GetProperty("breach").GetInt64(), noted.GetProperty("records").GetInt64()));
        Assert.Equal(3, world.Store.Removed.Count);
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task So_does_the_next_start_where_the_process_ended_before_the_outcome()
    {
        world.Store.AfterRemoval = order =>
        {
            world.Hold(ParticipantOf(order.Record.Address.Name));
            throw new InvalidOperationException("killed");
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.OnceAsync());
        Assert.Empty(Breaches());
        world.Store.AfterRemoval = null;
        await world.OnceAsync();
        Assert.Equal((PossibleBreach.HoldTooLate, 1L), (Assert.Single(Breaches()) is var breach ? breach.Code : "", breach.Records));
        world.AssertLogIsSound();
    }

    [Fact]
    public async Task A_hold_over_what_is_still_there_is_none()
    {
        world.Store.AfterRemoval = _ => Once(() => world.Hold(record: new RecordAddress(RunWorld.Interviews, RecordName.FromText("lonely/contact-details/P1/c.json"))));
        await world.OnceAsync();
        Assert.Equal(3, world.Store.Removed.Count);
        Assert.Empty(Breaches());
    }

    private bool done;

    private void Once(Action act)
    {
        if (done)
            return;
        done = true;
        act();
    }

    private static ParticipantId ParticipantOf(RecordName name) => new(name.ToString().Split('/')[2]);

    private IReadOnlyList<PossibleBreach> Breaches()
    {
        using var session = world.Catalogue.Read();
        return session.Breaches.Open();
    }
}
