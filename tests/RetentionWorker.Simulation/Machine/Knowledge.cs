using RetentionWorker.Simulation.Model;

namespace RetentionWorker.Simulation.Machine;

/// <summary>
/// What the program should know of the stores: what their last complete listings showed. After a fault or a kill nobody outside can say, until
/// a store is listed in full again.
/// </summary>
internal sealed class Knowledge
{
    private readonly Dictionary<string, HashSet<ModelRecord>> known = [];
    private readonly Dictionary<string, HashSet<ModelRecord>> shown = [];

    /// <summary>Null while it is not certain.</summary>
    public IReadOnlyCollection<ModelRecord>? Of(string store, RunWatch? during)
    {
        if (during is not null && during.Ailing.Contains(store))
            return null;
        return during?.Listed.GetValueOrDefault(store) ?? known.GetValueOrDefault(store);
    }

    /// <summary>Whether the last complete listing showed anything that was not erased since. Without that nobody can tell a store that lists nothing from an empty one.</summary>
    public bool Expects(string store) => shown.GetValueOrDefault(store) is { Count: > 0 };

    public void Learn(string store, IReadOnlyCollection<ModelRecord> listed) => (known[store], shown[store]) = ([.. listed], [.. listed]);

    public void Forget(string store, ModelRecord record)
    {
        known.GetValueOrDefault(store)?.Remove(record);
        shown.GetValueOrDefault(store)?.Remove(record);
    }

    public void Doubt(string store) => known.Remove(store);

    public void DoubtAll() => known.Clear();
}
