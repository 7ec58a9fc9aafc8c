using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Retention.Domain.Facts;
using Retention.Domain.Guards;
using RetentionWorker.Catalogue;
using RetentionWorker.Stores;

namespace RetentionWorker.Register;

/// <summary>Gathers what speaks for or against the clock: what is remembered, and what the stores say. A store that does not answer says nothing.</summary>
internal sealed class ClockLook(ICatalogue catalogue, IClock clock, IReadOnlyDictionary<StoreName, ConfiguredStore> stores)
{
    public async Task<ClockEvidence> GatherAsync(Duration? jumped, CancellationToken ct)
    {
        var told = await Task.WhenAll(stores.Values.OrderBy(s => s.Name.Value, StringComparer.Ordinal).Select(s => AskAsync(s, ct)));
        using var session = catalogue.Read();
        return new ClockEvidence(
            clock.GetCurrentInstant(), session.Clock.HighWaterMark, NewestEntry(session), [.. told.OfType<StoreTime>()], session.Clock.Accepted(), jumped);
    }

    /// <summary>The time of the log's newest entry; null where it has none, or that one cannot be read.</summary>
    public static Instant? NewestEntry(IReadSession session)
    {
        var last = session.Log.Head().Size - 1;
        foreach (var (found, entry) in session.Log.Read(last))
        {
            using var json = JsonDocument.Parse(entry);
            if (found == last && InstantPattern.General.Parse(json.RootElement.GetProperty("at").GetString() ?? "") is { Success: true } at)
                return at.Value;
        }
        return null;
    }

    private async Task<StoreTime?> AskAsync(ConfiguredStore store, CancellationToken ct)
    {
        if (store.Clock is not { } there)
            return null;
        var askedAt = clock.GetCurrentInstant();
        try
        {
            var told = await there.TellAsync(ct);
            return told is null ? null : new StoreTime(store.Name, told.At, askedAt, clock.GetCurrentInstant(), told.IsElsewhere);
        }
        catch (StoreFault)
        {
            // Reported by whoever needs the store.
            return null;
        }
    }
}
