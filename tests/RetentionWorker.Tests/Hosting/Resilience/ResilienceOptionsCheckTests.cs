using RetentionWorker.Hosting.Resilience;

namespace RetentionWorker.Tests.Hosting.Resilience;

public sealed class ResilienceOptionsCheckTests
{
    [Fact]
    public void Takes_what_is_not_written_as_it_stands() => Assert.Empty(ResilienceOptionsCheck.Problems("resilience", new ResilienceOptions()));

    [Fact]
    public void Names_every_problem_at_once()
    {
        var problems = ResilienceOptionsCheck.Problems("resilience", new ResilienceOptions { BudgetSeconds = 0, Attempts = 0, FirstPauseMilliseconds = -1, LongestPauseSeconds = 0, BreakAfter = 1, BreakSeconds = 0 });

        Assert.Equal(["budgetSeconds", "attempts", "firstPauseMilliseconds", "longestPauseSeconds", "breakAfter", "breakSeconds"], problems.Select(p => p.Split(':')[0]["resilience.".Length..]));
    }

    [Fact]
    public void Every_setting_that_passes_makes_a_working_patience()
    {
        foreach (var options in (ResilienceOptions[])[
            new() { BudgetSeconds = 1, Attempts = 1, FirstPauseMilliseconds = 1, LongestPauseSeconds = 1, BreakAfter = 2, BreakSeconds = 1 },
            new() { BudgetSeconds = 3600, Attempts = 50, FirstPauseMilliseconds = 60_000, LongestPauseSeconds = 600, BreakAfter = 1000, BreakSeconds = 3600 }])
        {
            Assert.Empty(ResilienceOptionsCheck.Problems("resilience", options));
            Assert.NotNull(new StorePatience(options, TimeProvider.System));
        }
    }
}
