using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Plan;

/// <summary>Where records stand.</summary>
internal enum Standing
{
    Due,
    Overdue,
    Held,
    Kept,
    Unclassified,
}

/// <summary>
/// Records of one project and category that stand alike, for one reason, with the same dates. <paramref name="Reason"/> is a stable word where
/// they are kept or unclassified, <see cref="Late"/> that they are kept though their deadline has passed (<see cref="Count.Late"/>), <paramref name="Rules"/> those that set the dates, <paramref name="Holds"/> the holds over them.
/// </summary>
internal sealed record StandingLine(
    ProjectId? Project, CategoryName? Category, Standing Standing, string? Reason, long Records, LocalDate? EraseFrom, LocalDate? EraseBy,
    Instant? DueAt, Instant? DeadlineAt, IReadOnlyList<RuleId> Rules, IReadOnlyList<long> Holds, bool NeedsPerson, bool FloorPassesEraseBy)
{
    public bool Late { get; init; }
}

/// <summary>Says of every present record of a scope where it stands and why, summed up.</summary>
internal sealed class Standings(IReadSession session, RetentionSchedule schedule)
{
    private readonly FactsReader facts = new(session);

    public IReadOnlyList<StandingLine> Of(PlanScope scope, Instant now)
    {
        var held = new HeldNow(session);
        var sums = new Dictionary<string, StandingLine>();
        foreach (var (group, timetable, count) in new Census(session, held).Take(scope, now))
        {
            var rules = timetable.EraseFrom is null ? [] : Decider.Timetable(facts.Of(group.Key), schedule).WinningRules.ToList();
            var over = count.Held == 0 ? [] : held.Over(group);
            Add(Standing.Overdue, null, count.Overdue, []);
            Add(Standing.Due, null, count.Due - count.Overdue, []);
            Add(Standing.Held, null, count.Held, over);
            Add(Standing.Kept, AuditWord.Of(timetable.Kept ?? WaitsFor(timetable, now)), count.Kept, [], count.Late > 0);
            Add(Standing.Unclassified, timetable.Unclassified is { } why ? AuditWord.Of(why) : null, count.Unclassified, []);

            void Add(Standing standing, string? reason, long records, IReadOnlyList<long> heldBy, bool late = false)
            {
                if (records == 0)
                    return;
                var line = new StandingLine(
                    group.Key.Project, group.Key.Category, standing, reason, records, timetable.EraseFrom, timetable.EraseBy, timetable.DueAt,
                    timetable.DeadlineAt, rules, heldBy, timetable.NeedsPerson, timetable.FloorPassesEraseBy) { Late = late };
                var key = string.Join('\n', line.Project, line.Category, standing, reason, line.EraseFrom, line.EraseBy, line.DueAt, string.Join(',', rules), string.Join(',', heldBy), line.NeedsPerson, late);
                sums[key] = sums.TryGetValue(key, out var before) ? before with { Records = before.Records + records } : line;
            }
        }
        return [.. sums.Values.OrderBy(l => l.Project?.Value, StringComparer.Ordinal).ThenBy(l => l.Category?.Value, StringComparer.Ordinal).ThenBy(l => l.Standing).ThenBy(l => l.EraseFrom)];
    }

    /// <summary>Its day has come and it waits all the same: then a fact behind it has not settled.</summary>
    private KeepReason WaitsFor(StoredTimetable timetable, Instant now) =>
        timetable.EraseFrom is { } from && from.AtStartOfDayInZone(schedule.Zone).ToInstant() <= now ? KeepReason.Settling : KeepReason.NotYetDue;
}
