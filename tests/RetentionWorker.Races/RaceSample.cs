using RetentionWorker.Races.Order;
using RetentionWorker.Races.Races;

namespace RetentionWorker.Races;

/// <summary>A sample of the races, for tests.</summary>
public static class RaceSample
{
    public static IReadOnlyList<string> Names => [.. Race.All.Select(r => r.Name)];

    public static RaceResult Play(string race, int schedules, long seed, int workers) => new Campaign(Named(race), seed, workers).Play(schedules);

    /// <summary>Every step of one schedule, which deviates at the choices (counted from 0) from the usual order; the failure is the last line where there is one.</summary>
    public static IReadOnlyList<string> Steps(string race, params IReadOnlyList<(int At, int Taken)> deviations)
    {
        var steps = new List<string>();
        if (Campaign.Replay(Named(race), [.. deviations.Select(d => new Deviation(d.At, d.Taken))], steps.Add) is { } failure)
            steps.Add(failure.Why);
        return steps;
    }

    private static Race Named(string name) => Race.All.Single(r => r.Name == name);
}
