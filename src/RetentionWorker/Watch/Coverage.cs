using NodaTime;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Keys;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Watch;

/// <summary>Present records of one store, project and category. <paramref name="Since"/>: when the oldest of them was first seen; <paramref name="AgeInDays"/>: whole days since then.</summary>
internal sealed record CoverageLine(StoreName Store, ProjectId? Project, CategoryName? Category, UnclassifiedReason? Lacks, long Records, Instant? Since, int? AgeInDays);

/// <summary>A rule none of whose categories was ever seen. Since when: the adoption of the schedule.</summary>
internal sealed record IdleRule(RuleId Rule, IReadOnlyList<string> Categories, Instant Since, int AgeInDays);

/// <summary>Records that are gone from a store of whose copies nobody can say when the last one ends: the keys that link the log's entries to their names stay as long.</summary>
internal sealed record ResidueLine(StoreName Store, long Records);

/// <summary>A key of the log of which something is the matter (<see cref="KeyTrouble"/>), and since when.</summary>
internal sealed record TroubledKey(ProjectId Project, int Epoch, KeyTrouble Trouble, Instant Since, int AgeInDays);

/// <summary>
/// How far schedule and register cover what was found, and the other way round. <paramref name="NoRule"/>: no rule names the category, or none of
/// them erases or keeps; <paramref name="UnknownProjects"/>: no project of that id is recorded; <paramref name="NoTemplate"/>: the place says neither;
/// <paramref name="StoresWithoutCanaries"/>: adopted ones of which nothing but people's own records, at their deadline, would show that nothing can be erased there any more.
/// </summary>
internal sealed record Coverage(
    IReadOnlyList<CoverageLine> NoRule, IReadOnlyList<CoverageLine> UnknownProjects, IReadOnlyList<CoverageLine> NoTemplate, IReadOnlyList<CoverageLine> Shared,
    IReadOnlyList<IdleRule> RulesWithoutRecords, IReadOnlyList<StoreName> StoresWithoutCanaries)
{
    /// <summary>By store; none where the schedule keeps every key anyway.</summary>
    public IReadOnlyList<ResidueLine> ResidueWithoutEnd { get; init; } = [];

    public IReadOnlyList<TroubledKey> TroubledKeys { get; init; } = [];

    public static Coverage Of(IReadSession session, RetentionSchedule? schedule, Outlook outlook, WantedCanaries canaries, Instant now)
    {
        var lines = outlook.Uncovered.Where(u => u.Value.Records > 0)
            .Select(u => new CoverageLine(u.Key.Store, u.Key.Project, u.Key.Category, u.Key.Lacks, u.Value.Records, u.Value.Since, u.Value.Since is { } since ? Days(since, now) : null))
            .OrderBy(l => l.Project?.Value, StringComparer.Ordinal).ThenBy(l => l.Category?.Value, StringComparer.Ordinal).ThenBy(l => l.Store.Value, StringComparer.Ordinal).ToList();
        return new Coverage(
            lines.FindAll(l => l.Lacks is UnclassifiedReason.NoCategory or UnclassifiedReason.NoRule), lines.FindAll(l => l.Lacks is UnclassifiedReason.NoProject),
            lines.FindAll(l => l.Lacks is UnclassifiedReason.NoTemplate), lines.FindAll(l => l.Lacks is null), [.. Idle(session, schedule, now)],
            [.. session.Stores.List().Select(s => s.Name).Where(s => !canaries.Stores.Contains(s) && !outlook.Unserved.Contains(s)).OrderBy(s => s.Value, StringComparer.Ordinal)])
        {
            ResidueWithoutEnd = schedule?.LinkKeys is null ? [] : [.. session.Keys.ResidueWithoutEnd().Select(r => new ResidueLine(r.Store, r.Records))],
            TroubledKeys = [.. session.Keys.List().Where(k => k.Trouble is not null)
                .Select(k => new TroubledKey(k.Project, k.Epoch, k.Trouble!.Value, k.TroubleSince ?? now, Days(k.TroubleSince ?? now, now)))],
        };
    }

    /// <summary>Before the first listing nothing is known of any rule. What was seen once is no finding: it may have gone by that very rule.</summary>
    private static IEnumerable<IdleRule> Idle(IReadSession session, RetentionSchedule? schedule, Instant now)
    {
        if (schedule is null || session.Schedules.Current() is not { } adopted)
            return [];
        var seen = session.Groups.Keys(null).Select(k => k.Category).OfType<CategoryName>().ToHashSet();
        return seen.Count == 0 ? [] : schedule.Rules.Where(r => !r.Categories.Any(seen.Contains))
            .Select(r => new IdleRule(r.Id, [.. r.Categories.Select(c => c.Value)], adopted.AdoptedAt, Days(adopted.AdoptedAt, now)));
    }

    private static int Days(Instant since, Instant now) => Math.Max(0, (int)(now - since).TotalDays);
}
