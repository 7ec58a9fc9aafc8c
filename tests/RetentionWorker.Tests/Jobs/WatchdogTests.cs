using RetentionWorker.Jobs;

namespace RetentionWorker.Tests.Jobs;

public sealed class WatchdogTests
{
    [Theory]
    [InlineData("60000000", null, 30_000)]
    [InlineData("60000000", "", 30_000)]
    [InlineData("60000000", "7", 30_000)]
    [InlineData("60000000", "8", null)]
    [InlineData(null, null, null)]
    [InlineData("", null, null)]
    [InlineData("0", null, null)]
    [InlineData("-5", null, null)]
    [InlineData("1e6", null, null)]
    public void Is_fed_at_half_the_time_that_the_manager_allows_this_process(string? microseconds, string? pid, int? milliseconds) =>
        Assert.Equal(milliseconds, (int?)Watchdog.Every(microseconds, pid, 7)?.TotalMilliseconds);
}
