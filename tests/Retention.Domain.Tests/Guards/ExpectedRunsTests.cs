using NodaTime;
using Retention.Domain.Guards;

namespace Retention.Domain.Tests.Guards;

public sealed class ExpectedRunsTests
{
    private static readonly Instant At = Instant.FromUtc(2026, 7, 1, 9, 0);
    private static readonly Duration Within = Duration.FromHours(26);

    [Fact]
    public void A_run_is_missing_26_hours_after_the_last_one_and_a_person_has_a_week()
    {
        var longAgo = At - Duration.FromDays(400);
        Assert.Null(ExpectedRuns.Missing(At, longAgo, At + Within - Duration.Epsilon));
        Assert.Equal(new MissingRun("no-run", At + Within, At + Within + Duration.FromDays(7)), ExpectedRuns.Missing(At, longAgo, At + Within));
    }

    [Fact]
    public void Where_none_ever_was_it_is_missing_26_hours_after_runs_are_expected()
    {
        Assert.Null(ExpectedRuns.Missing(null, At, At + Within - Duration.Epsilon));
        Assert.Equal("never-ran", ExpectedRuns.Missing(null, At, At + Within)!.Code);
    }
}
