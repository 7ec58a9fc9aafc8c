using RetentionWorker.Simulation.Model;

namespace RetentionWorker.Simulation.Machine;

/// <summary>
/// What the program should know of the stores: what their last complete listings showed. After a fault or a kill nobody outside can say, until
/// a store is listed in full again.
/// </summary>
internal sealed class Knowledge
{
    private readonly Dictionary<string, HashSet<ModelRecord>> known = [];

    /// <summary>Null while it is not certain.</summary>
    public IReadOnlyCollection<ModelRecord>? Of(string store, RunWatch? during)
    {
        if (during is not null && during.Ailing.Contains(store))
            return null;
        return during?.Listed.GetValueOrDefault(store) ?? known.GetValueOrDefault(store);
    }

    public void Learn(string store, IReadOnlyCollection<ModelRecord> listed) => known[store] = [.. listed];

    public void Forget(string store, ModelRecord record) => known.GetValueOrDefault(store)?.Remove(record);

    public void Doubt(string store) => known.Remove(store);

    public void DoubtAll() => known.Clear();
}
