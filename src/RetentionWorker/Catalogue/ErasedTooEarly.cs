using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Calendar;
using Retention.Domain.Corrections;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;

namespace RetentionWorker.Catalogue;

/// <summary>A schedule that is or was adopted, as it reads; null where its text holds none.</summary>
internal delegate RetentionSchedule? ReadSchedule(AdoptedSchedule adopted);

/// <summary>
/// What this program erased in time by the facts of then, and would have kept by the corrected ones: a correction cannot bring it back, and a person has to judge
/// whether that is a breach (UK GDPR Art. 4(12), 33).
/// </summary>
internal static class ErasedTooEarly
{
    /// <summary>Asked while the facts are still those of before; by store.</summary>
    public static IReadOnlyList<(StoreName Store, long Records)> Of(IReadSession session, CorrectionEntry entry, ReadSchedule read, Instant now)
    {
        if (CorrectedFacts.Of(session, entry.Correction, now) is not { } corrected || session.Schedules.Current() is not { } current || read(current) is not { } before)
            return [];
        var after = entry is { Correction: Correction.ScheduleReplaced replaced, ScheduleText: { } text } ? read(new AdoptedSchedule(replaced.To, text, now)) : before;
        return after is null ? [] : Of(session, corrected, before, after);
    }

    public static IReadOnlyList<(StoreName Store, long Records)> Of(IReadSession session, CorrectedFacts corrected, RetentionSchedule before, RetentionSchedule after)
    {
        // What was erased was erased by what was recorded: another correction that waits has kept it from nothing.
        var (reader, counts) = (new FactsReader(session, withProbation: false), new SortedDictionary<string, long>(StringComparer.Ordinal));
        var (group, without, with) = (0L, (Permission?)null, (Permission?)null);
        foreach (var erased in corrected.Projects is { } projects ? session.Erased.Of(projects) : session.Erased.StillKnown())
        {
            if (erased.Group != group || without is null)
            {
                var facts = reader.Of(erased.Key);
                (group, without, with) = (erased.Group, Permission.Of(corrected.Without(facts), before), Permission.Of(corrected.With(facts), after));
            }
            if (with!.At(erased.ErasedAt) < without.At(erased.ErasedAt))
                counts[erased.Key.Store.Value] = counts.GetValueOrDefault(erased.Key.Store.Value) + erased.Records;
        }
        return [.. counts.Select(c => (new StoreName(c.Key), c.Value))];
    }

    /// <summary>Notes them, in the unit of work that the correction takes effect in; the entries are for the log.</summary>
    public static IEnumerable<AuditEntry> Note(IUnitOfWork work, IReadOnlyList<(StoreName Store, long Records)> erased, string actor, Instant now) =>
        [.. erased.Select(e => new AuditEntry.BreachNoted(now, actor, work.Breaches.Found(e.Store, PossibleBreach.ErasedTooEarly, e.Records, now), e.Store, PossibleBreach.ErasedTooEarly, e.Records))];

    /// <summary>From when a record could be erased: as what is due, or earlier than that by a person's consent. When a fact was written down does not matter here.</summary>
    private sealed record Permission(Instant? Due, Instant? Early)
    {
        public static Permission Of(RecordFacts facts, RetentionSchedule schedule) => new(Opens(facts, schedule, schedule.Zone), Opens(facts, schedule.AtTheEarliest(), schedule.Zone));

        public int At(Instant moment) => Due <= moment ? 2 : Early <= moment ? 1 : 0;

        private static Instant? Opens(RecordFacts facts, RetentionSchedule schedule, DateTimeZone zone) => Decider.Timetable(facts, schedule).EraseFrom?.StartIn(zone);
    }
}
