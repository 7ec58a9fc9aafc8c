using RetentionWorker.CrashHost;

namespace RetentionWorker.Tests.Run.Kills;

public sealed class RandomKillTests(ITestOutputHelper output)
{
    private const int Iterations = 20;

    [Fact]
    public async Task Killed_at_random_moments_nothing_is_lost_and_nothing_is_said_twice()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        output.WriteLine($"seed {seed}");
        var length = await LengthOfARunAsync();
        var killed = 0;
        for (var i = 0; i < Iterations; i++)
        {
            await using var bed = await KillBed.StartAsync(new KillFolder(), KillStudy.Large(), i % 2 == 0 ? "once" : "daemon");
            var starts = random.Next(4) == 0 ? 2 : 1;
            for (var start = 0; start < starts; start++)
            {
                var death = new Death(Death.Timer, random.Next(length));
                var was = await bed.TryKillAsync(death);
                output.WriteLine($"{i}: {death} of {length} ms: {(was ? "killed" : "came through")}");
                killed += was ? 1 : 0;
            }
            await bed.FinishAsync();
        }
        Assert.True(killed >= Iterations / 4, $"only {killed} were killed");
    }

    private static async Task<int> LengthOfARunAsync()
    {
        await using var bed = await KillBed.StartAsync(new KillFolder(), KillStudy.Large());
        return (int)(await bed.FinishAsync()).Milliseconds;
    }
}
