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
    private readonly Dictionary<string, long> absent = [];
    private readonly Dictionary<string, long> looked = [];
    private readonly Dictionary<string, long> unsure = [];
    private readonly HashSet<string> shrunk = [];
    private readonly HashSet<ModelRecord> replaced = [];

    /// <summary>Null while it is not certain.</summary>
    public IReadOnlyCollection<ModelRecord>? Of(string store, RunWatch? during)
    {
        if (during is null || !during.Listed.TryGetValue(store, out var listed))
            return during is not null && during.Ailing.Contains(store) ? null : known.GetValueOrDefault(store);
        // A listing that shows too little is not believed, and what the program goes by then is what it went by before, as far as that was certain.
        return during.Ailing.Contains(store) || IsDoubted(MayExpect(store), listed.Count) ? null : listed;
    }

    /// <summary>Whether the last complete listing showed anything that was not erased since. Without that nobody can tell a store that lists nothing from an empty one.</summary>
    public bool Expects(string store) => shown.GetValueOrDefault(store) is { Count: > 0 };

    /// <summary>
    /// How many records a listing should find: what the last one that was believed found, less what was erased since. Between two numbers, for what an erasure
    /// found absent is only counted, and in no store; null while nobody outside can say.
    /// </summary>
    public (long AtLeast, long AtMost)? Inventory(string store) =>
        known.ContainsKey(store) && shown.GetValueOrDefault(store) is { } expected ? (expected.Count - absent.GetValueOrDefault(store), expected.Count) : null;

    public static bool IsTooFew(long expected, long found) => expected - found > 1 && found < expected * 0.95m;

    /// <summary>Or it lists nothing at all where something was: of that, one record is enough.</summary>
    public static bool IsDoubted(long expected, long found) => IsTooFew(expected, found) || (found == 0 && expected > 0);

    /// <summary>So many were listed, whether or not a run came through that tells what became of it.</summary>
    public void Looked(string store, long listed) => looked[store] = Math.Max(listed, looked.GetValueOrDefault(store));

    private long MayExpect(string store)
    {
        var expected = (shown.GetValueOrDefault(store)?.Count ?? 0) + unsure.GetValueOrDefault(store);
        return known.ContainsKey(store) ? expected : Math.Max(expected, looked.GetValueOrDefault(store));
    }

    /// <summary>A listing of the store was not believed, and neither a better one nor a person has spoken since.</summary>
    public bool IsShrunk(string store) => shrunk.Contains(store);

    public IReadOnlyCollection<string> Shrunk => shrunk;

    public void Shrink(string store) => shrunk.Add(store);

    public void Believe(string store) => shrunk.Remove(store);

    /// <summary>A person took the store as it is: so many records are right from now on, unless it was doubted for another reason meanwhile; the next listing tells.</summary>
    public void Confirm(string store, IReadOnlyCollection<ModelRecord> there)
    {
        known.Remove(store);
        Looked(store, MayExpect(store));
        shrunk.Remove(store);
        absent.Remove(store);
        unsure.Remove(store);
        shown[store] = [.. there];
    }

    public void Absent(long records)
    {
        foreach (var store in shown.Keys)
            absent[store] = absent.GetValueOrDefault(store) + records;
    }

    /// <summary>Its content is another one since its store was listed: the version that the program knows is not there to be erased, and the one that is there it does not know.</summary>
    public void Replaced(ModelRecord record) => replaced.Add(record);

    public bool IsOfAnotherVersion(ModelRecord record) => replaced.Contains(record);

    public void Learn(string store, IReadOnlyCollection<ModelRecord> listed)
    {
        replaced.RemoveWhere(r => r.Store == store);
        (known[store], shown[store]) = ([.. listed], [.. listed]);
        absent.Remove(store);
        looked.Remove(store);
        unsure.Remove(store);
        shrunk.Remove(store);
    }

    /// <summary>The program removed it. In a store that ails it may have to call that failed, and misses the record at the next listing like any other.</summary>
    public void Forget(string store, ModelRecord record, bool ails)
    {
        known.GetValueOrDefault(store)?.Remove(record);
        if (shown.GetValueOrDefault(store)?.Remove(record) == true && ails)
            unsure[store] = unsure.GetValueOrDefault(store) + 1;
    }

    public void Doubt(string store) => known.Remove(store);

    /// <summary>What a killed run had listed, and whether it was believed, nobody outside can say.</summary>
    public void DoubtAll()
    {
        known.Clear();
        shrunk.Clear();
    }
}
