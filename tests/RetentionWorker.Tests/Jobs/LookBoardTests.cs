using RetentionWorker.Jobs;

namespace RetentionWorker.Tests.Jobs;

public sealed class LookBoardTests
{
    private readonly LookBoard board = new();

    [Fact]
    public async Task Ten_asks_before_a_look_begins_are_one_look()
    {
        var asks = Enumerable.Range(0, 10).Select(_ => board.AskAsync(Look.Discover)).ToList();
        var taken = board.Take();
        Assert.NotNull(taken);
        Assert.Null(board.Take());
        Assert.All(asks, ask => Assert.False(ask.IsCompleted));
        taken.Value.Ended.SetResult();
        await Task.WhenAll(asks).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void An_ask_during_a_look_is_one_more_look_afterwards()
    {
        _ = board.AskAsync(Look.Enforce);
        var first = board.Take()!.Value;
        var later = board.AskAsync(Look.Enforce);
        first.Ended.SetResult();
        Assert.False(later.IsCompleted);
        Assert.Equal(Look.Enforce, board.Take()!.Value.Look);
    }

    [Fact]
    public void A_discovery_goes_before_an_enforcement_that_was_asked_for_first()
    {
        _ = board.AskAsync(Look.Enforce);
        _ = board.AskAsync(Look.Discover);
        Assert.Equal(Look.Discover, board.Take()!.Value.Look);
        Assert.Equal(Look.Enforce, board.Take()!.Value.Look);
        Assert.Null(board.Take());
    }

    [Fact]
    public async Task An_ask_ends_the_wait_whether_it_came_before_or_during_it()
    {
        Assert.Null(board.Take());
        var waiting = board.WaitAsync(TimeSpan.FromHours(1), CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        _ = board.AskAsync(Look.Discover);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        await board.WaitAsync(TimeSpan.FromHours(1), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
    }
}
