using RetentionWorker.Simulation;

namespace RetentionWorker.Tests;

/// <summary>A fixed sample of the simulation; the campaigns are run by its own program.</summary>
public sealed class SimulationTests
{
    /// <summary>What is not optimised takes many times as long: there a few seeds have to do.</summary>
#if DEBUG
    private static readonly int Seeds = 12;
#else
    private static readonly int Seeds = 200;
#endif

    [Fact]
    public void Two_years_of_fifty_projects_keep_every_promise_in_every_seed()
    {
        var results = Campaign.Play(1, Seeds, Environment.ProcessorCount);
        var failed = results.Where(r => r.Failure is not null).ToList();
        Assert.True(
            failed.Count == 0,
            $"{failed.Count} of {results.Count} seeds fail: {string.Join(' ', failed.Select(f => f.Seed))}{string.Concat(failed.Take(3).Select(f => $"{Environment.NewLine}{Environment.NewLine}{f.Replay}{Environment.NewLine}{f.Failure}"))}");
        Assert.Equal(Seeds, results.Count);
        Assert.All(results, r => Assert.True(r.Counts["events"] > 50 && r.Counts["runs"] > 100, $"Next to nothing happened in seed {r.Seed}."));
        Assert.True(results.Average(r => r.Counts["records removed"]) > 50, "Next to nothing was erased.");
        if (Seeds >= 100)
            Assert.All(SeedResult.Happenings, what => Assert.True(results.Any(r => r.Counts.ContainsKey(what)), $"'{what}' never happened."));
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
