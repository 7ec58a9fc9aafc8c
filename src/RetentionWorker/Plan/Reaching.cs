using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Plan;

/// <summary>Measures how far a plan reaches, together with what was spent before it.</summary>
internal sealed class Reaching(long records, long bytes, IEnumerable<GroupKey> groups, IReadOnlyList<Share> ofStores, IReadOnlyList<Share> ofProjects)
{
    private readonly HashSet<(ProjectId, ParticipantId)> participants = [.. groups.SelectMany(Of)];

    /// <summary>The plan alone, or after these erasures: they count as taken of what was present before them.</summary>
    public Reach After(IReadOnlyList<SpentLine> spent)
    {
        var people = new HashSet<(ProjectId, ParticipantId)>(participants);
        people.UnionWith(spent.SelectMany(s => s.Participation.Participants.Select(p => (s.Project, p))));
        return new Reach(
            records + spent.Sum(s => s.Records), bytes + spent.Sum(s => s.Bytes), people.Count,
            [.. WithSpent(ofStores, spent, s => s.Store.Value)], [.. WithSpent(ofProjects, spent, s => s.Project.Value)]);
    }

    private static IEnumerable<Share> WithSpent(IReadOnlyList<Share> shares, IReadOnlyList<SpentLine> spent, Func<SpentLine, string> subject)
    {
        var before = spent.GroupBy(subject).ToDictionary(g => g.Key, g => g.Sum(s => s.Records));
        // A store or project that the plan leaves alone is no reason for it to wait; it counts among the projects all the same.
        return shares.Select(s => s with { Taken = s.Taken + (s.Taken > 0 ? before.GetValueOrDefault(s.Subject) : 0), Present = s.Present + before.GetValueOrDefault(s.Subject) })
            .Concat(before.Where(b => !shares.Any(s => s.Subject == b.Key && s.Taken > 0)).Select(b => new Share(b.Key, b.Value, 0)));
    }

    private static IEnumerable<(ProjectId, ParticipantId)> Of(GroupKey key) =>
        key.Project is { } project ? key.Participation.Participants.Select(p => (project, p)) : [];
}
