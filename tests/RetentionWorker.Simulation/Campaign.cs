using System.Collections.Concurrent;

namespace RetentionWorker.Simulation;

/// <summary>Many seeds, side by side; each is played wholly by one thread and knows nothing of the others.</summary>
public static class Campaign
{
    /// <summary>Plays so many seeds from one on; <paramref name="played"/> hears of each, one at a time, in the order in which they end.</summary>
    public static IReadOnlyList<SeedResult> Play(long from, long seeds, int workers, Action<SeedResult>? played = null)
    {
        var results = new ConcurrentBag<SeedResult>();
        var telling = new Lock();
        var next = from - 1;
        var threads = Enumerable.Range(0, workers).Select(_ => new Thread(Work)).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        return [.. results.OrderBy(r => r.Seed)];

        void Work()
        {
            for (var seed = Interlocked.Increment(ref next); seed < from + seeds; seed = Interlocked.Increment(ref next))
            {
                var result = SeedResult.Of(seed);
                results.Add(result);
                lock (telling)
                    played?.Invoke(result);
            }
        }
    }
}
