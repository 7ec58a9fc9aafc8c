using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue;

/// <summary>Puts together what a group of records is decided by, from one consistent view of the books.</summary>
internal sealed class FactsReader(IReadSession session)
{
    private readonly Dictionary<ProjectId, (ProjectFacts? Facts, IReadOnlyList<WithdrawalFacts> Withdrawals)> projects = [];

    public RecordFacts Of(GroupKey key)
    {
        var (project, withdrawals) = key.Project is { } id ? ProjectOf(id) : (null, []);
        return new RecordFacts(key.Store, key.Project, project, key.Category, key.Participation, key.CollectedOn, withdrawals);
    }

    private (ProjectFacts? Facts, IReadOnlyList<WithdrawalFacts> Withdrawals) ProjectOf(ProjectId id)
    {
        if (projects.TryGetValue(id, out var known))
            return known;
        var inForce = session.Withdrawals.List(id).Where(w => w.CancelledAt is null).Select(w => w.Facts).ToList();
        known = (session.Projects.Find(id)?.Facts, inForce);
        projects.Add(id, known);
        return known;
    }
}
