using NodaTime;
using Retention.Domain.Corrections;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue;

/// <summary>Puts together what a group of records is decided by, from one consistent view of the books.</summary>
/// <param name="session">The books.</param>
/// <param name="withProbation">Whether what a waiting correction says holds on probation; not, where it is asked what was recorded.</param>
internal sealed class FactsReader(IReadSession session, bool withProbation = true)
{
    private IReadOnlyList<CorrectionEntry>? waiting;
    private readonly Dictionary<ProjectId, (ProjectFacts? Facts, IReadOnlyList<WithdrawalFacts> Withdrawals)> projects = [];

    public RecordFacts Of(GroupKey key)
    {
        var (project, withdrawals) = key.Project is { } id ? ProjectOf(id) : (null, []);
        return new RecordFacts(key.Store, key.Project, project, key.Category, key.Participation, key.CollectedOn, withdrawals);
    }

    /// <summary>The project's facts as they count now, or null where it is not in the register.</summary>
    public ProjectFacts? Of(ProjectId project) => ProjectOf(project).Facts;

    private (ProjectFacts? Facts, IReadOnlyList<WithdrawalFacts> Withdrawals) ProjectOf(ProjectId id)
    {
        if (projects.TryGetValue(id, out var known))
            return known;
        var inForce = session.Withdrawals.List(id).Where(w => w.CancelledAt is null).Select(w => w.Facts).ToList();
        known = (session.Projects.Find(id) is { } project ? FactsOf(project) : null, inForce);
        projects.Add(id, known);
        return known;
    }

    private ProjectFacts FactsOf(ProjectEntry project)
    {
        var facts = project.Facts;
        if (project is { MergedInto: { } into, MergedAt: { } mergedAt } && session.Projects.Find(into) is { } whole)
            facts = AsPartOf(facts, Probation(whole.Facts), mergedAt);
        return Probation(facts);
    }

    /// <summary>
    /// Whoever goes on as part of another ends with it, and its controller's choice is the one recorded there, where none was recorded for itself before.
    /// That it does is a fact that settles like any other.
    /// </summary>
    public static ProjectFacts AsPartOf(ProjectFacts facts, ProjectFacts whole, Instant mergedAt) => facts with
    {
        EndedOn = whole.EndedOn,
        EndRecordedAt = whole.EndRecordedAt is { } recorded ? Instant.Max(recorded, mergedAt) : null,
        InstructedAt = facts.InstructedAt ?? (whole.InstructedAt is { } instructed ? Instant.Max(instructed, mergedAt) : null),
    };

    /// <summary>
    /// While a correction waits that would keep records for longer, they stay: what it says of the project's end holds on probation. Its own clock is the
    /// deadline that they had without it. One that would take records sooner changes nothing before it is approved; one that does not fit any more keeps nothing.
    /// </summary>
    private ProjectFacts Probation(ProjectFacts facts)
    {
        if (!withProbation)
            return facts;
        waiting ??= [.. session.Corrections.Open().Where(c => c.Correction.Project is not null && CorrectionFit.Of(session, c))];
        foreach (var correction in waiting.Where(c => c.Correction.Project == facts.Id).Select(c => c.Correction))
        {
            facts = correction switch
            {
                Correction.EndMoved { To: null } => facts with { EndedOn = null, EndRecordedAt = null },
                Correction.EndMoved { To: { } to } when facts.EndedOn < to => facts with { EndedOn = to },
                Correction.Merged { EndsLater: true, To: var to } => facts with { EndedOn = to, EndRecordedAt = to is null ? null : facts.EndRecordedAt },
                _ => facts,
            };
        }
        return facts;
    }
}
