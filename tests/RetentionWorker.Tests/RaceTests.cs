using RetentionWorker.Races;

namespace RetentionWorker.Tests;

/// <summary>A fixed sample of the races; the campaigns are run by their own program.</summary>
public sealed class RaceTests
{
    /// <summary>None of what a race must come to is left out either: a promise that was never tried was never kept.</summary>
    [Theory]
    [InlineData("hold-against-erase", 1000)]
    [InlineData("two-workers", 1000)]
    [InlineData("approvals", 1000)]
    [InlineData("approve-against-reject", 1000)]
    [InlineData("reject-against-erase", 1000)]
    [InlineData("approve-against-hold", 1000)]
    [InlineData("recall-against-erase", 300)]
    [InlineData("stop-against-erase", 300)]
    [InlineData("worker-killed", 300)]
    [InlineData("hold-against-key", 1000)]
    [InlineData("hold-against-key-deletion", 300)]
    public void No_schedule_of_a_race_breaks_a_promise(string race, int schedules)
    {
        var result = RaceSample.Play(race, schedules, seed: 1, workers: 2);
        Assert.True(result.Failures.Count == 0, string.Join(Environment.NewLine, result.Failures.Take(3).Select(f => $"{f.Why}; replay: --race {race} --replay {f.Replay}")));
        Assert.Equal(schedules, result.Schedules);
        Assert.Equal(schedules, result.Came.Values.Sum());
        Assert.Empty(result.NeverCame);
    }

    [Fact]
    public void Every_race_is_sampled()
    {
        var sampled = typeof(RaceTests).GetMethod(nameof(No_schedule_of_a_race_breaks_a_promise))!.GetCustomAttributes(typeof(InlineDataAttribute), false)
            .Cast<InlineDataAttribute>().Select(d => (string)d.Data[0]!);
        Assert.Equal(RaceSample.Names.Order(), sampled.Order());
    }

    [Fact]
    public void The_same_choices_give_the_same_schedule()
    {
        var first = RaceSample.Steps("hold-against-erase", (10, 0), (40, 1));
        Assert.True(first.Count > 50);
        Assert.Equal(first, RaceSample.Steps("hold-against-erase", (10, 0), (40, 1)));
    }
}
