using NodaTime;
using Retention.Domain.Outcomes;

namespace Retention.Domain.Tests.Outcomes;

public sealed class SetbackTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 7, 1, 12, 0);
    private static readonly Instant FarAway = Noon + Duration.FromDays(300);

    [Fact]
    public void Waits_longer_after_each_failure_and_never_a_day()
    {
        Setback? setback = null;
        var waits = new List<double>();
        for (var at = Noon; waits.Count < 9; at = setback.RetryAt)
        {
            setback = Setback.After(setback, refused: false, "EIO", at, FarAway);
            waits.Add((setback.RetryAt - setback.At).TotalMinutes);
        }
        Assert.Equal([15, 30, 60, 120, 240, 480, 960, 1380, 1380], waits);
        Assert.Equal(9, setback!.Tries);
    }

    [Fact]
    public void A_refusal_waits_so_that_a_daily_run_tries_each_day()
    {
        var setback = Setback.After(null, refused: true, "immutable", Noon + Duration.FromMinutes(50), FarAway);
        Assert.True(setback.WaitsAt(Noon + Duration.FromHours(23)));
        Assert.False(setback.WaitsAt(Noon + Duration.FromHours(24)));
        Assert.False(setback.WaitsAt(setback.RetryAt));
        Assert.True(setback.WaitsAt(setback.RetryAt - Duration.Epsilon));
    }

    [Fact]
    public void Tries_once_more_before_the_deadline_passes()
    {
        var deadline = Noon + Duration.FromHours(12);
        var first = Setback.After(null, refused: true, "immutable", Noon, deadline);
        Assert.Equal(deadline - Duration.FromHours(2), first.RetryAt);
        var last = Setback.After(first, refused: true, "immutable", first.RetryAt, deadline);
        Assert.Equal(first.RetryAt + Duration.FromHours(23), last.RetryAt);
    }

    [Fact]
    public void However_long_it_goes_on_the_wait_stays_the_same()
    {
        var setback = new Setback(false, "EIO", int.MaxValue - 1, Noon, Noon);
        Assert.Equal(Duration.FromHours(23), Setback.After(setback, false, "EIO", Noon, Noon).RetryAt - Noon);
    }
}
