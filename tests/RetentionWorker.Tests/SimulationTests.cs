using RetentionWorker.Simulation;

namespace RetentionWorker.Tests;

/// <summary>A fixed sample of the simulation; the campaigns are run by its own program.</summary>
public sealed class SimulationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Two_years_of_fifty_projects_keep_every_promise(long seed)
    {
        var result = SeedResult.Of(seed);
        Assert.True(result.Failure is null, $"seed {seed}:{Environment.NewLine}{result.Failure}");
        Assert.True(result.Counts["records removed"] > 10 && result.Counts["events"] > 50, "Next to nothing happened.");
    }

    [Fact]
    public void The_same_seed_writes_the_same_log()
    {
        var first = SeedResult.Of(11);
        Assert.NotNull(first.LogDigest);
        Assert.Equal(first.LogDigest, SeedResult.Of(11).LogDigest);
        Assert.NotEqual(first.LogDigest, SeedResult.Of(12).LogDigest);
    }
}
