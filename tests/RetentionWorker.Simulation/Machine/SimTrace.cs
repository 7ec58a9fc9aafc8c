using System.Globalization;

namespace RetentionWorker.Simulation.Machine;

/// <summary>What happened, line by line; the last lines are shown of a seed that fails, all of them where somebody asks.</summary>
internal sealed class SimTrace(SimWorld world, bool verbose)
{
    private const int Shown = 25;
    private readonly Queue<string> last = new();

    public IEnumerable<string> Last => last;

    public void Note(string what)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTimeOffset.FromUnixTimeSeconds(world.Clock.Now):yyyy-MM-dd HH:mm:ss}Z day {world.Today.DayNumber - world.FirstDay.DayNumber,3}  {what}");
        if (verbose)
            Console.WriteLine(line);
        last.Enqueue(line);
        if (last.Count > Shown)
            last.Dequeue();
    }
}

/// <summary>What a seed came to, in numbers.</summary>
internal sealed class Counts
{
    public SortedDictionary<string, long> Of { get; } = new(StringComparer.Ordinal);

    public void Add(string what, long count = 1) => Of[what] = Of.GetValueOrDefault(what) + count;
}
