using RetentionWorker.Record;

namespace RetentionWorker.Anchor;

/// <summary>What the configured places show of the log.</summary>
internal sealed class KeptAtPlaces(IReadOnlyList<IAnchorPlace> places) : IKeptElsewhere
{
    public IReadOnlyList<KeptNote> Read(string origin, CancellationToken ct)
    {
        var kept = new List<KeptNote>();
        foreach (var place in places)
        {
            try
            {
                if (place.Latest(origin, ct) is { } note)
                    kept.Add(new KeptNote(place.Name, note));
            }
            catch (AnchorFault)
            {
                // A place that is away must not keep what is due from going; that its last checkpoint grows old is a stop of its own.
            }
        }
        return kept;
    }
}
