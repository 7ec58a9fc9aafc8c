using NodaTime;
using RetentionWorker.Jobs;

namespace RetentionWorker.Tests.Jobs;

public sealed class DaemonOptionsCheckTests
{
    private static readonly DateTimeZone London = DateTimeZoneProviders.Tzdb["Europe/London"];
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 10, 15);

    [Fact]
    public void The_defaults_have_no_problem() =>
        Assert.Empty(DaemonOptionsCheck.Problems(new DaemonOptions(), London, Now));

    [Fact]
    public void Every_problem_is_reported_at_once_under_its_key()
    {
        var problems = DaemonOptionsCheck.Problems(new DaemonOptions { Discover = "", Enforce = "hourly" }, London, Now);
        Assert.Equal(["daemon.discover", "daemon.enforce"], problems.Select(p => p.Key));
    }

    [Theory]
    [InlineData("0 * * * *")]
    [InlineData("0 0 25 * * ?")]
    [InlineData("0 0 0 30 2 ?")]
    [InlineData("0 0 0 1 1 ? 2020")]
    [InlineData("0 0 0 1 1 ? 2027")]
    [InlineData("0 0 0 1 * ?")]
    [InlineData("  ")]
    public void A_tick_that_never_comes_or_too_rarely_is_a_problem(string cron) =>
        Assert.Equal("daemon.enforce", Assert.Single(DaemonOptionsCheck.Problems(new DaemonOptions { Enforce = cron }, London, Now)).Key);

    [Theory]
    [InlineData("0 0 0 ? * SUN")]
    [InlineData("*/5 * * * * ?")]
    [InlineData("0 30 1 * * ?")]
    public void A_tick_once_a_week_or_oftener_is_not(string cron) =>
        Assert.Empty(DaemonOptionsCheck.Problems(new DaemonOptions { Enforce = cron }, London, Now));
}
