namespace RetentionWorker.Races.Order;

/// <summary>
/// All schedules that deviate from the usual order at no choice, then at exactly one, then at exactly two, and so on; within one number of
/// deviations in an order drawn from the seed, for not all of them may be tried. Safe for several threads.
/// </summary>
internal sealed class Search(long seed)
{
    private const int KeptAtMost = 200_000;
    private readonly Lock turn = new();
    private readonly SeededRandom random = new(seed);
    private List<Deviation[]> level = [[]];
    private List<Deviation[]> after = [];
    private int underWay;

    /// <summary>How many deviations the schedules have that are handed out now.</summary>
    public int Depth { get; private set; }

    /// <summary>The next schedule; null where there is none (for now, if others are still under way).</summary>
    public Deviation[]? Next()
    {
        lock (turn)
        {
            if (level.Count == 0)
            {
                if (underWay > 0 || after.Count == 0)
                    return null;
                (level, after) = (after, []);
                Depth++;
            }
            var at = random.Below(level.Count);
            var taken = level[at];
            level[at] = level[^1];
            level.RemoveAt(level.Count - 1);
            underWay++;
            return taken;
        }
    }

    /// <summary>The schedule was played: what deviates from it in one more choice comes later.</summary>
    public void Played(Deviation[] schedule, IReadOnlyList<Choice> choices)
    {
        lock (turn)
        {
            underWay--;
            for (var at = schedule.Length == 0 ? 0 : schedule[^1].At + 1; at < choices.Count; at++)
            {
                for (var taken = 0; taken < choices[at].Of; taken++)
                {
                    if (taken == choices[at].Usual)
                        continue;
                    if (after.Count < KeptAtMost)
                        after.Add([.. schedule, new Deviation(at, taken)]);
                    else if (random.Below(4) == 0)
                        after[random.Below(KeptAtMost)] = [.. schedule, new Deviation(at, taken)];
                }
            }
        }
    }
}
