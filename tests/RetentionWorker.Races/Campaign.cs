using System.Collections.Concurrent;
using System.Diagnostics;
using RetentionWorker.Races.Bed;
using RetentionWorker.Races.Order;
using RetentionWorker.Races.Races;

namespace RetentionWorker.Races;

/// <summary>
/// Plays a race in many schedules: half of them systematically (every deviation from the usual order, then every two, and so on), half of them
/// switching at random by seed.
/// </summary>
internal sealed class Campaign(Race race, long seed, int workers)
{
    private readonly Search search = new(seed);
    private readonly List<RaceFailure> failures = [];
    private readonly ConcurrentDictionary<string, int> cames = new();
    private long points;
    private int begun;

    /// <summary>Ends after the last schedule, or after the first that fails.</summary>
    public RaceResult Play(int schedules, bool untilFailure = false)
    {
        var watch = Stopwatch.StartNew();
        using var template = new Template(race.Limits, race.PrepareAsync);
        var threads = Enumerable.Range(0, workers).Select(_ => new Thread(() =>
        {
            for (var n = Interlocked.Increment(ref begun); n <= schedules && !(untilFailure && failures.Count > 0); n = Interlocked.Increment(ref begun))
                PlayOne(template, n);
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        var played = Math.Min(schedules, begun);
        return new RaceResult(race.Name, played, search.Depth, points / (double)played, watch.Elapsed, cames, [.. race.MustCome.Where(must => !cames.Keys.Any(came => came.Contains(must, StringComparison.Ordinal)))],
            [.. failures.OrderBy(f => f.Schedule)]);
    }

    /// <summary>One schedule again, aloud.</summary>
    public static RaceFailure? Replay(Race race, IReadOnlyList<Deviation> deviations, Action<string> told)
    {
        using var template = new Template(race.Limits, race.PrepareAsync);
        var strands = new Strands(new Deviating(deviations)) { Told = told };
        return Played(race, template, strands).Why is { } why ? new RaceFailure(race.Name, 1, why, string.Join(',', deviations)) : null;
    }

    private void PlayOne(Template template, int n)
    {
        var systematic = n % 2 == 1 ? search.Next() : null;
        var strands = new Strands(systematic is null ? new Wandering(seed + n) : new Deviating(systematic));
        var (why, came) = Played(race, template, strands);
        if (systematic is not null)
            search.Played(systematic, strands.Choices);
        Interlocked.Add(ref points, strands.Step);
        if (why is null)
        {
            cames.AddOrUpdate(came, 1, (_, before) => before + 1);
            return;
        }
        var deviations = strands.Choices.Select((c, at) => (c, new Deviation(at, c.Taken))).Where(c => c.c.Taken != c.c.Usual).Select(c => c.Item2);
        lock (failures)
            failures.Add(new RaceFailure(race.Name, n, why, string.Join(',', deviations)));
    }

    /// <summary>A judge who cannot go on has found something too; what was found first is said.</summary>
    private static void Judge(Race race, Site site)
    {
        try
        {
            race.Judge(site);
        }
        catch (Exception e)
        {
            site.Strands.Fail($"the judge ended by {e}");
        }
    }

    private static (string? Why, string Came) Played(Race race, Template template, Strands strands)
    {
        var site = template.Copy(strands);
        try
        {
            strands.Run(race.Begin(site));
            if (strands.Failure is null)
                Judge(race, site);
            return (strands.Failure, site.Came);
        }
        finally
        {
            site.Dispose();
            Template.Remove(site);
        }
    }
}
