using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;

namespace RetentionWorker.Canary;

/// <summary>Reads names of one store, at a place whose identity was checked; null where the store cannot be asked or is not the adopted one.</summary>
internal delegate Task<IReadOnlyList<VerificationOutcome>?> SeeCanaries(StoreName store, IReadOnlyList<RecordName> names, CancellationToken ct);

/// <summary>
/// Looks after a run whether each canary is where it must be: by a read of its own, whatever the books of the run say. It writes down what it saw
/// and judges nothing for people; that is for whoever watches.
/// </summary>
internal sealed class Looking(ICatalogue catalogue, IClock clock, AuditLog log, LastWord lastWord)
{
    private const string Actor = "schedule";

    /// <summary><paramref name="startedAt"/> is when the run began whose work is looked at.</summary>
    public async Task LookAsync(Instant startedAt, SeeCanaries see, CancellationToken ct)
    {
        List<PlantedCanary> standing;
        using (var session = catalogue.Read())
            standing = [.. session.Canaries.List().Where(Stands)];
        foreach (var ofStore in standing.GroupBy(c => c.Store))
        {
            var canaries = ofStore.ToList();
            if (await see(ofStore.Key, canaries.ConvertAll(c => c.Name), ct) is { } seen)
                Note(canaries, seen, startedAt);
        }
    }

    private void Note(List<PlantedCanary> canaries, IReadOnlyList<VerificationOutcome> seen, Instant startedAt)
    {
        using var work = catalogue.Begin();
        var now = Now;
        // As they stand by now: a person may have ended one since they were read.
        var known = work.Canaries.List().Where(Stands).ToDictionary(c => c.Number);
        foreach (var (number, sight) in canaries.Select(c => c.Number).Zip(seen))
        {
            if (sight is VerificationOutcome.Unknown || !known.TryGetValue(number, out var canary))
                continue;
            var record = work.Records.Find(new RecordAddress(canary.Store, canary.Name));
            var erasedAt = sight is not VerificationOutcome.Present && record is { State: RecordState.Erased } && lastWord.IsErased(work, record.Address) ? record.ErasedAt : null;
            var fate = CanaryJudge.FateOf(canary, sight is VerificationOutcome.Present, erasedAt);
            if (fate == CanaryFate.Standing)
            {
                // What was tried and failed is a stop of its own, and no run that found nothing.
                var passedOver = record?.Setback is null && CanaryJudge.IsPassedOver(canary, startedAt);
                work.Canaries.Put(canary with { LookedAt = now, PassedOverAt = canary.PassedOverAt ?? (passedOver ? now : null) });
                continue;
            }
            var ended = canary with { LookedAt = now, Fate = fate, FateAt = now };
            work.Canaries.Put(ended with { ClosedAt = ended.IsLost ? null : now });
            log.Append(work, [new AuditEntry.CanaryEnded(now, Actor, canary.Number, canary.Store, fate, null)]);
        }
        work.Commit();
    }

    private static bool Stands(PlantedCanary canary) => canary is { MayStand: true, PlantedAt: not null };

    private Instant Now => clock.LogNow();
}
