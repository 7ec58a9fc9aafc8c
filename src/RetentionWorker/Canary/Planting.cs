using System.Globalization;
using System.Text;
using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Calendar;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;
using RetentionWorker.Stores;

namespace RetentionWorker.Canary;

/// <summary>
/// Plants canaries where they are wanted: in each store one that is to vanish and one that is to stay, and another as soon as one is through. A
/// canary is in the book, and on hold where it is to stay, before it is in its store; what a process left half done the next one finishes.
/// </summary>
internal sealed class Planting(
    ICatalogue catalogue, IClock clock, IReadOnlyDictionary<StoreName, PlantableStore> places, AuditLog log, Commitments commitments, Func<int, byte[]> random)
{
    private const string Actor = "schedule";
    private const int WordBytes = 8;
    private static readonly LocalDate NeverReviewed = new(9999, 12, 31);

    /// <summary>The stores in which canaries are wanted.</summary>
    public IReadOnlySet<StoreName> Wanted { get; } = places.Keys.ToHashSet();

    /// <summary>How many were planted. A store that takes none is noted with its own word, and the others are served.</summary>
    public async Task<int> PlantAsync(DateTimeZone zone, CancellationToken ct)
    {
        var planted = 0;
        foreach (var place in places.Values.OrderBy(p => p.Store.Name.Value, StringComparer.Ordinal))
        {
            string? trouble = null;
            try
            {
                foreach (var role in Enum.GetValues<CanaryRole>())
                    planted += await PlantAsync(place, role, zone, ct) ? 1 : 0;
            }
            catch (StoreFault fault)
            {
                trouble = AuditWord.Code(fault.Code);
            }
            Note(place.Store.Name, trouble);
        }
        return planted;
    }

    private void Note(StoreName store, string? trouble)
    {
        using (var session = catalogue.Read())
        {
            if (session.Canaries.Places().Any(p => p.Store == store && p.Trouble == trouble))
                return;
        }
        using var work = catalogue.Begin();
        work.Canaries.Tried(store, trouble, Now);
        work.Commit();
    }

    private async Task<bool> PlantAsync(PlantableStore place, CanaryRole role, DateTimeZone zone, CancellationToken ct)
    {
        var store = place.Store.Name;
        string identity;
        using (var session = catalogue.Read())
        {
            // What a doubtful clock would date, or a doubtful place would take in, is not planted: that is a stop of its own.
            if (session.Stores.Find(store) is not { } adopted || session.Guards.Closed().Any(g => g.Guard == "clock" || g.Store == store))
                return false;
            identity = adopted.Identity;
            if (OpenOne(session, store, role) is { PlantedAt: not null })
                return false;
        }
        var canary = Prepare(place, role, zone);
        // By a word that nobody else can have come to: what exists is what a process that ended planted.
        await place.Planter.PlantAsync(canary.Name, ContentOf(canary.Number), Now, identity, ct);
        using var work = catalogue.Begin();
        var now = Now;
        // As it stands by now: what a person ended meanwhile stays ended, and is in its store all the same until it is erased.
        var stands = work.Canaries.List().Single(c => c.Number == canary.Number);
        work.Canaries.Put(stands with { PlantedAt = now, ClosedAt = null });
        log.Append(work, [new AuditEntry.CanaryPlanted(now, Actor, canary.Number, store, role, commitments.OfRecord(CanaryRules.Project, new RecordAddress(store, canary.Name)))]);
        work.Commit();
        return true;
    }

    /// <summary>In the book, under its hold, not yet in the store as far as anybody knows. What was tried before may be there since then, and has its time from now on.</summary>
    private PlantedCanary Prepare(PlantableStore place, CanaryRole role, DateTimeZone zone)
    {
        using var work = catalogue.Begin();
        var (now, store) = (Now, place.Store.Name);
        var today = now.DayIn(zone);
        var (due, deadline) = (CanaryRules.DueAt(today, zone), CanaryRules.DeadlineAt(today, zone));
        if (OpenOne(work, store, role) is { } begun)
        {
            var again = begun with { DeadlineAt = deadline };
            work.Canaries.Put(again);
            work.Commit();
            return again;
        }
        var number = work.Canaries.NextNumber();
        var word = string.Create(CultureInfo.InvariantCulture, $"canary-{number}-{Convert.ToHexStringLower(random(WordBytes))}");
        var name = place.Store.Template.Place(CanaryRules.Project, CanaryRules.CategoryOf(role), word, today)
            ?? throw new InvalidOperationException("A store whose template has no place for a canary is refused with the configuration.");
        long? hold = null;
        if (role == CanaryRole.Held)
        {
            var reference = string.Create(CultureInfo.InvariantCulture, $"CANARY/{number}");
            var address = new RecordAddress(store, name);
            var placed = new Hold(0, CanaryRules.Project, null, CanaryRules.Held, address, HoldKind.Inquiry, reference, NeverReviewed);
            hold = work.Holds.Place(placed, Actor, now);
            log.Append(work, [new AuditEntry.HoldPlaced(
                now, Actor, hold.Value, placed.Project, null, placed.Category, commitments.OfRecord(placed.Project, address), placed.Kind, reference, placed.ReviewBy)]);
        }
        var canary = new PlantedCanary(number, store, role, name, ContentOf(number).Length, hold, null, due, deadline);
        work.Canaries.Put(canary);
        work.Commit();
        return canary;
    }

    private static PlantedCanary? OpenOne(IReadSession session, StoreName store, CanaryRole role) =>
        session.Canaries.List().FirstOrDefault(c => c.Store == store && c.Role == role && c.IsOpen);

    private static byte[] ContentOf(long number) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"Canary {number} of retention: planted by the program itself to see that it erases on time and keeps what is held. Nobody's data; leave it alone.\n"));

    private Instant Now => clock.LogNow();
}
