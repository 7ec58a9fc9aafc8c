using RetentionWorker.Simulation.Machine;

namespace RetentionWorker.Simulation.Events;

/// <summary>
/// One family of things that happen. A family is one class in a file of this folder and needs no other place to be known: each day draws
/// families by their weight. What it does, it does to the world and to the model alike, and to the model only what the program took on.
/// </summary>
internal abstract class SimEvent
{
    /// <summary>All families, in an order that does not depend on anything but their names.</summary>
    public static readonly IReadOnlyList<SimEvent> All =
    [
        .. typeof(SimEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(SimEvent)) && !t.IsAbstract)
            .OrderBy(t => t.Name, StringComparer.Ordinal).Select(t => (SimEvent)Activator.CreateInstance(t)!),
    ];

    public string Name => GetType().Name;

    /// <summary>How often it is drawn, compared with the others.</summary>
    public abstract int Weight { get; }

    /// <summary>Whether it may come in the middle of a run: recording a fact, or somebody's hand in a store.</summary>
    public virtual bool AlsoInMidRun => false;

    /// <summary>Whether the world is such that it can happen.</summary>
    public virtual bool CanHappen(SimWorld world) => true;

    /// <summary>Does it, and says what was done; null where nothing came of it.</summary>
    public abstract string? Happen(SimWorld world);

    /// <summary>Draws a family by weight.</summary>
    public static SimEvent Draw(SimRandom random, bool inMidRun)
    {
        var families = inMidRun ? [.. All.Where(f => f.AlsoInMidRun)] : All;
        var at = random.Below(families.Sum(f => f.Weight));
        foreach (var family in families)
        {
            at -= family.Weight;
            if (at < 0)
                return family;
        }
        throw new InvalidOperationException("The weights do not add up.");
    }
}
