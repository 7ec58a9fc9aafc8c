using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Canaries;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>A canary as shown.</summary>
internal sealed record CanaryLine(
    long Canary, StoreName Store, CanaryRole Role, CanaryFate Fate, Instant? PlantedAt, Instant DueAt, Instant DeadlineAt, Instant? LookedAt, Instant? FateAt, long? Hold, bool Retired, string? Trouble)
{
    public static CanaryLine Of(PlantedCanary canary, string? trouble = null) => new(
        canary.Number, canary.Store, canary.Role, canary.Fate, canary.PlantedAt, canary.DueAt, canary.DeadlineAt, canary.LookedAt, canary.FateAt, canary.Hold, canary.RetiredAt is not null,
        canary.PlantedAt is null ? trouble : null);
}

/// <summary>Shows the records that the program planted itself, and takes a person's word on one that was to stay.</summary>
internal sealed class CanaryDesk(Bookkeeping books)
{
    public IReadOnlyList<CanaryLine> List()
    {
        using var session = books.Read();
        var troubles = session.Canaries.Places().ToDictionary(p => p.Store, p => p.Trouble);
        return [.. session.Canaries.List().Select(c => CanaryLine.Of(c, troubles.GetValueOrDefault(c.Store)))];
    }

    /// <summary>
    /// Ends a canary that was to stay: one that is gone was looked into, one that stands may go, and the next run erases it. Where canaries are still wanted,
    /// another one is planted. One that is to vanish ends by vanishing, and not here.
    /// </summary>
    public Registered<CanaryLine> Close(long number, string because)
    {
        using var work = books.Begin();
        if (work.Canaries.List().FirstOrDefault(c => c.Number == number && c.IsOpen) is not { } canary)
            return Registered<CanaryLine>.Bad($"no canary {number} is open (see: retention canary list)");
        if (canary is { Role: CanaryRole.Due, IsLost: false })
            return Registered<CanaryLine>.No($"canary {number} is to vanish, and ends by being erased: retention run --once");
        var now = books.Now;
        var ended = canary.MayStand && canary.PlantedAt is not null ? canary with { RetiredAt = now } : canary with { RetiredAt = now, ClosedAt = now };
        work.Canaries.Put(ended);
        var entries = new List<AuditEntry> { new AuditEntry.CanaryEnded(now, books.Actor, number, canary.Store, canary.Fate, because) };
        if (canary.Hold is { } hold && work.Holds.Find(hold) is { ReleasedAt: null })
        {
            work.Holds.Release(hold, books.Actor, now);
            entries.Add(new AuditEntry.HoldReleased(now, books.Actor, hold, CanaryRules.Project));
        }
        books.Commit(work, entries);
        return Registered<CanaryLine>.Of(CanaryLine.Of(ended));
    }
}
