namespace RetentionWorker.Races.Order;

/// <summary>Says who goes on, where several can.</summary>
internal interface IChooser
{
    /// <param name="at">The how manieth choice of the schedule it is.</param>
    /// <param name="of">Among how many.</param>
    /// <param name="usual">Whoever would go on anyway: who was at it, else the oldest.</param>
    int Next(int at, int of, int usual);
}

/// <summary>Lets whoever is at it go on, but for some choices that are given.</summary>
internal sealed class Deviating(IReadOnlyList<Deviation> deviations) : IChooser
{
    private int next;

    public int Next(int at, int of, int usual)
    {
        if (next >= deviations.Count || deviations[next].At != at)
            return usual;
        var taken = deviations[next++].Taken;
        return taken < of ? taken : usual;
    }
}

/// <summary>Switches at random, sometimes rarely and sometimes often: how readily is drawn too.</summary>
internal sealed class Wandering : IChooser
{
    private static readonly int[] Readiness = [3, 10, 25, 60];
    private readonly SeededRandom random;
    private readonly int percent;

    public Wandering(long seed)
    {
        random = new SeededRandom(seed);
        percent = Readiness[random.Below(Readiness.Length)];
    }

    public int Next(int at, int of, int usual) => random.Below(100) < percent ? random.Below(of) : usual;
}

/// <summary>At a choice, somebody else goes on than the usual one.</summary>
internal readonly record struct Deviation(int At, int Taken)
{
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{At}:{Taken}");
}

/// <summary>SplitMix64: the same on every machine.</summary>
internal sealed class SeededRandom(long seed)
{
    private ulong state = unchecked((ulong)seed * 0xD1342543DE82EF95 + 1);

    public int Below(int most)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)most);
    }
}
