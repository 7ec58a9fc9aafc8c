using Retention.Domain.Facts;
using Retention.Domain.Holds;
using Retention.Domain.Keys;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>What is left of projects, as far as their keys are concerned, from one consistent view of the books.</summary>
internal sealed class KeyRemains(IReadSession session)
{
    private readonly FactsReader facts = new(session);
    private readonly IReadOnlySet<ProjectId> withRecords = session.Keys.WithRecords();
    private readonly IReadOnlySet<ProjectId> withResidue = session.Keys.WithResidue();
    private readonly IReadOnlyList<Hold> holds = session.Holds.Active();

    public ProjectRemains Of(ProjectId project)
    {
        var known = facts.Of(project);
        return new ProjectRemains(
            known is not null, known?.EndedOn, withRecords.Contains(project), withResidue.Contains(project), holds.Any(h => h.IsOver(project)));
    }
}
