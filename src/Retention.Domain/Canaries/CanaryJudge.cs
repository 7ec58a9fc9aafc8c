using NodaTime;
using Retention.Domain.Facts;

namespace Retention.Domain.Canaries;

/// <summary>A store in which canaries are to be planted. <paramref name="Since"/> is when it was first tried; <paramref name="Trouble"/> is the store's own word where the last try failed.</summary>
public sealed record CanaryPlace(StoreName Store, Instant Since, string? Trouble, Instant? TroubleSince);

/// <summary>What canaries give away.</summary>
public enum CanaryAlarmKind
{
    /// <summary>One that must be gone is not, or nobody saw that it is.</summary>
    Overdue,
    /// <summary>A run left one alone that was due: it found nothing where something was.</summary>
    PassedOver,
    /// <summary>One that must stay did not.</summary>
    Lost,
    /// <summary>None is planted.</summary>
    Missing,
}

/// <summary>An alarm. <paramref name="Canary"/> is null where there is none.</summary>
public sealed record CanaryAlarm(CanaryAlarmKind Kind, StoreName Store, long? Canary, string Code, Instant Since, Instant MustBeResolvedBy);

/// <summary>Judges canaries. Pure, and apart from what decides and erases: it believes dates that it reckoned itself and what a read saw.</summary>
public static class CanaryJudge
{
    /// <summary>So long a place may be without a canary that is to vanish.</summary>
    public static readonly Duration PlantedWithin = Duration.FromDays(2);

    /// <summary>A store's own clock may date what is planted: by it a canary may be due a day later than by ours, or sooner where it was planted soon after midnight.</summary>
    private static readonly Duration StoresDay = Duration.FromDays(1);

    /// <summary>Planted so long before it is due, it was planted soon after midnight: within two hours, whatever the clocks' change makes of the day.</summary>
    private static readonly Duration AlmostADay = Duration.FromHours(22);

    private static readonly Duration LostWithin = Duration.FromHours(72);
    private static readonly Duration RepairWithin = Duration.FromDays(7);

    /// <summary>
    /// What became of a canary that stood until now. <paramref name="erasedAt"/> is when this program erased it by its own books, or null; the read
    /// alone says whether it is gone.
    /// </summary>
    public static CanaryFate FateOf(PlantedCanary canary, bool isThere, Instant? erasedAt) => (isThere, canary.Role, erasedAt) switch
    {
        (true, _, _) => CanaryFate.Standing,
        _ when canary.RetiredAt is not null => CanaryFate.Retired,
        (_, CanaryRole.Held, null) => CanaryFate.Vanished,
        (_, CanaryRole.Held, _) => CanaryFate.ErasedOnHold,
        (_, _, null) => CanaryFate.TakenAway,
        (_, _, { } at) when at < EarliestOf(canary) => CanaryFate.ErasedEarly,
        (_, _, { } at) => at < canary.DeadlineAt ? CanaryFate.ErasedOnTime : CanaryFate.ErasedLate,
    };

    /// <summary>Whether a run that began at <paramref name="startedAt"/> and did not try to erase it should have. It is still there.</summary>
    public static bool IsPassedOver(PlantedCanary canary, Instant startedAt) => canary.Role == CanaryRole.Due && startedAt >= canary.DeadlineAt - StoresDay;

    private static Instant EarliestOf(PlantedCanary canary) => canary.PlantedAt <= canary.DueAt - AlmostADay ? canary.DueAt - StoresDay : canary.DueAt;

    /// <summary>Every alarm, of the places in which canaries are wanted.</summary>
    /// <param name="canaries">Those that are not closed, and the last closed one of each place.</param>
    /// <param name="places">Where canaries are wanted, as far as it was tried.</param>
    /// <param name="now">Now.</param>
    public static IEnumerable<CanaryAlarm> Alarms(IReadOnlyCollection<PlantedCanary> canaries, IReadOnlyCollection<CanaryPlace> places, Instant now)
    {
        var wanted = places.Select(p => p.Store).ToHashSet();
        return canaries.Where(c => c.ClosedAt is null && wanted.Contains(c.Store)).Select(c => Of(c, now)).OfType<CanaryAlarm>()
            .Concat(places.Select(p => Of(p, [.. canaries.Where(c => c.Store == p.Store && c.Role == CanaryRole.Due)], now)).OfType<CanaryAlarm>());
    }

    private static CanaryAlarm? Of(PlantedCanary canary, Instant now)
    {
        if (canary.IsLost)
            return Alarm(CanaryAlarmKind.Lost, Audit.AuditWord.Of(canary.Fate), canary.FateAt!.Value, canary.FateAt.Value + LostWithin);
        if (canary.Role == CanaryRole.Held || canary.PlantedAt is null || !canary.MayStand)
            return null;
        if (now >= canary.DeadlineAt)
            return Alarm(CanaryAlarmKind.Overdue, canary.LookedAt >= canary.DeadlineAt ? "still-there" : "not-seen-gone", canary.DeadlineAt, canary.DeadlineAt);
        return canary.PassedOverAt is { } at ? Alarm(CanaryAlarmKind.PassedOver, "not-found-due", at, canary.DeadlineAt) : null;

        CanaryAlarm Alarm(CanaryAlarmKind kind, string code, Instant since, Instant by) => new(kind, canary.Store, canary.Number, code, since, by);
    }

    /// <summary>A place without a canary that stands, or whose last one nobody managed to plant.</summary>
    private static CanaryAlarm? Of(CanaryPlace place, IReadOnlyCollection<PlantedCanary> due, Instant now)
    {
        var bare = due.Max(c => c.FateAt) is { } gone ? Instant.Max(gone, place.Since) : place.Since;
        if (place.Trouble is { } code)
            return new CanaryAlarm(CanaryAlarmKind.Missing, place.Store, null, Audit.AuditWord.Code(code), place.TroubleSince ?? bare, (place.TroubleSince ?? bare) + RepairWithin);
        return due.Any(c => c is { PlantedAt: not null, ClosedAt: null }) || now - bare < PlantedWithin
            ? null
            : new CanaryAlarm(CanaryAlarmKind.Missing, place.Store, null, "none-planted", bare + PlantedWithin, bare + PlantedWithin + RepairWithin);
    }
}
