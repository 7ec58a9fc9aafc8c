using NodaTime;
using Retention.Domain.Corrections;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>Where records stand at one moment, holds apart.</summary>
internal enum BecomeStanding
{
    Kept,
    Due,
    Overdue,
    Unclassified,
}

/// <summary>Where records stand before or after a correction, and by which days they go.</summary>
internal sealed record Place(BecomeStanding Standing, LocalDate? EraseFrom, LocalDate? EraseBy, Instant? DueAt, Instant? DeadlineAt);

/// <summary>Records of one project and category that a correction moves alike.</summary>
internal sealed record BecomesLine(ProjectId? Project, CategoryName? Category, long Records, Place Before, Place After, Shift Shift);

/// <summary>Says what becomes of which records before a correction takes effect. Pure of any write: it decides twice, without and with it.</summary>
internal static class CorrectionOutlook
{
    /// <summary>What another end of a project moves, of its own records and of those that go on as part of it.</summary>
    public static IReadOnlyList<BecomesLine> OfEnd(IReadSession session, RetentionSchedule schedule, ProjectId project, LocalDate? from, LocalDate? to, Instant now) =>
        Of(session, schedule, schedule, CorrectedFacts.OfEnd(session, project, from, to, now), now);

    /// <summary>What going on as part of another project moves; where neither has ended, as if each did when it is planned to.</summary>
    public static IReadOnlyList<BecomesLine> OfMerge(IReadSession session, RetentionSchedule schedule, ProjectEntry part, ProjectEntry whole, Instant now)
    {
        var (from, to) = (part.EndedOn ?? part.PlannedEnd, whole.Facts);
        if (part.EndedOn is null && to.EndedOn is null && to.PlannedEnd is { } planned)
            to = to with { EndedOn = planned, EndRecordedAt = now };
        return Of(session, schedule, schedule, CorrectedFacts.OfMerge(part.Id, from, to, now), now);
    }

    /// <summary>What another role of the institute moves, of the project's own records and of those that go on as part of it.</summary>
    public static IReadOnlyList<BecomesLine> OfRole(IReadSession session, RetentionSchedule schedule, Correction.RoleChanged changed, Instant now) =>
        Of(session, schedule, schedule, CorrectedFacts.OfRole(session, changed.Of, changed.From, changed.To, now), now);

    /// <summary>What another schedule moves.</summary>
    public static IReadOnlyList<BecomesLine> OfSchedule(IReadSession session, RetentionSchedule before, RetentionSchedule after, Instant now) =>
        Of(session, before, after, CorrectedFacts.OfSchedule, now);

    /// <summary>What reading a store's names by another template moves.</summary>
    public static IReadOnlyList<BecomesLine> OfTemplate(IReadSession session, RetentionSchedule schedule, StoreName store, string template, Instant now)
    {
        var reader = new FactsReader(session);
        var places = new Dictionary<GroupKey, Place>();
        var lines = new Dictionary<BecomesLine, long>();
        foreach (var move in TemplateChange.Moves(session, store, template, schedule.Zone))
        {
            var (was, becomes) = (Of(move.From), Of(move.To));
            // Told by whose it becomes: whose it was, its days say.
            var line = new BecomesLine(move.To.Project, move.To.Category, 0, was, becomes, ShiftOf(was, becomes));
            lines[line] = lines.GetValueOrDefault(line) + 1;
        }
        return Sorted(lines);

        Place Of(GroupKey key)
        {
            if (!places.TryGetValue(key, out var place))
                places.Add(key, place = PlaceOf(Decider.Timetable(reader.Of(key), schedule), now));
            return place;
        }
    }

    /// <summary>
    /// The clock of whoever decides: the first deadline that is missed while what should go sooner waits, or that is passed while what should stay stays on probation.
    /// </summary>
    public static Instant? DeadlineOf(IEnumerable<BecomesLine> lines) =>
        lines.SelectMany(l => new[] { l.Shift.HasFlag(Shift.Later) ? l.Before.DeadlineAt : null, l.Shift.HasFlag(Shift.Sooner) ? l.After.DeadlineAt : null }).Min();

    private static IReadOnlyList<BecomesLine> Of(IReadSession session, RetentionSchedule before, RetentionSchedule after, CorrectedFacts corrected, Instant now)
    {
        var reader = new FactsReader(session);
        var lines = new Dictionary<BecomesLine, long>();
        foreach (var (group, _) in session.Groups.Stream())
        {
            if (group.Key.Project is { } project && corrected.Projects?.Contains(project) == false)
                continue;
            var facts = reader.Of(group.Key);
            var (was, becomes) = (PlaceOf(Decider.Timetable(corrected.Without(facts), before), now), PlaceOf(Decider.Timetable(corrected.With(facts), after), now));
            if (was == becomes)
                continue;
            var line = new BecomesLine(group.Key.Project, group.Key.Category, 0, was, becomes, ShiftOf(was, becomes));
            lines[line] = lines.GetValueOrDefault(line) + group.Present;
        }
        return Sorted(lines);
    }

    private static List<BecomesLine> Sorted(Dictionary<BecomesLine, long> lines) =>
        [.. lines.Select(l => l.Key with { Records = l.Value }).OrderBy(l => l.Project?.Value, StringComparer.Ordinal).ThenBy(l => l.Category?.Value, StringComparer.Ordinal).ThenBy(l => l.After.EraseFrom)];

    private static Place PlaceOf(Timetable timetable, Instant now) => new(
        timetable.Unclassified is not null ? BecomeStanding.Unclassified
        : timetable.DueAt is not { } due || due > now ? BecomeStanding.Kept
        : timetable.DeadlineAt <= now ? BecomeStanding.Overdue : BecomeStanding.Due,
        timetable.EraseFrom, timetable.EraseBy, timetable.DueAt, timetable.DeadlineAt);

    private static Shift ShiftOf(Place was, Place becomes)
    {
        var (due, deadline) = (Compare(was.DueAt, becomes.DueAt), Compare(was.DeadlineAt, becomes.DeadlineAt));
        return (due > 0 || deadline > 0 ? Shift.Sooner : Shift.None) | (due < 0 || deadline < 0 ? Shift.Later : Shift.None);

        // Never is later than any moment.
        static int Compare(Instant? first, Instant? second) => (first ?? Instant.MaxValue).CompareTo(second ?? Instant.MaxValue);
    }
}
