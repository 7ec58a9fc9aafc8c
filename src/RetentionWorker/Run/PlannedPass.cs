using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Plan;

namespace RetentionWorker.Run;

/// <summary>A pass as planned: the plan, and the census that its books have to balance with, from one consistent view.</summary>
internal sealed record PlannedPass(
    MadePlan Made, Count Total, IReadOnlyList<PlanShare> OfStores, IReadOnlyList<PlanShare> OfProjects, IReadOnlySet<long> InDoubt)
{
    public static PlannedPass Make(IReadSession session, RetentionSchedule schedule, PlanScope scope, Instant now)
    {
        var made = new PlanMaking(session).Make(schedule, scope, now);
        var (total, stores, projects) = (Count.Zero, new SortedDictionary<string, Count>(StringComparer.Ordinal), new SortedDictionary<string, Count>(StringComparer.Ordinal));
        var (present, presentOfProject) = (new Dictionary<string, long>(), new Dictionary<string, long>());
        foreach (var counted in new Census(session).Take(PlanScope.Everything, now))
        {
            var (store, project) = (counted.Group.Key.Store.Value, counted.Group.Key.Project?.Value);
            present[store] = present.GetValueOrDefault(store) + counted.Count.Present;
            if (project is not null)
                presentOfProject[project] = presentOfProject.GetValueOrDefault(project) + counted.Count.Present;
            if (!PlanMaking.InScope(counted.Group.Key, scope))
                continue;
            total += counted.Count;
            stores[store] = stores.GetValueOrDefault(store, Count.Zero) + counted.Count;
            if (project is not null)
                projects[project] = projects.GetValueOrDefault(project, Count.Zero) + counted.Count;
        }
        return new PlannedPass(
            made, total,
            [.. stores.Select(s => new PlanShare(s.Key, s.Value.Due, present[s.Key]))],
            [.. projects.Select(p => new PlanShare(p.Key, p.Value.Due, presentOfProject[p.Key]))],
            session.Intents.ListOpen().Select(i => i.RecordId).ToHashSet());
    }
}
