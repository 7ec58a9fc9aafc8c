using NodaTime;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Plan;

/// <summary>
/// Records of one category on which their store reports holds of its own. <paramref name="Ours"/> names our holds over them; a
/// <paramref name="Finding"/> is a difference that a person has to look at: <c>no-hold-of-ours</c>, or <c>immutable-past-deadline</c>.
/// </summary>
internal sealed record StoreHoldLine(
    StoreName Store, ProjectId? Project, CategoryName? Category, long LegalHold, long Immutable, Instant? ImmutableUntil, IReadOnlyList<long> Ours, string? Finding);

/// <summary>Puts what the stores hold beside what we hold.</summary>
internal sealed class StoreHoldStandings(ICatalogue catalogue)
{
    private const string NoHoldOfOurs = "no-hold-of-ours";
    private const string PastDeadline = "immutable-past-deadline";

    public IReadOnlyList<StoreHoldLine> List()
    {
        using var session = catalogue.Read();
        var reported = session.StoreHolds.ByGroup().ToDictionary(h => h.GroupId);
        if (reported.Count == 0)
            return [];
        var held = new HeldNow(session);
        var lines = new List<StoreHoldLine>();
        foreach (var (group, timetable) in session.Groups.Stream())
        {
            if (reported.TryGetValue(group.Id, out var theirs))
                lines.Add(Line(group, timetable, theirs, held));
        }
        return [.. lines.GroupBy(l => (l.Store, l.Project, l.Category, l.Finding, string.Join(',', l.Ours)))
            .Select(same => same.First() with { LegalHold = same.Sum(l => l.LegalHold), Immutable = same.Sum(l => l.Immutable), ImmutableUntil = same.Max(l => l.ImmutableUntil) })
            .OrderBy(l => l.Store.Value, StringComparer.Ordinal).ThenBy(l => l.Project?.Value, StringComparer.Ordinal).ThenBy(l => l.Category?.Value, StringComparer.Ordinal)];
    }

    private static StoreHoldLine Line(GroupEntry group, StoredTimetable timetable, StoreHeldGroup theirs, HeldNow held)
    {
        // Of records that are held singly it is not told which: in doubt it is a difference, and a person looks.
        var covered = held.CoversAll(group.Key) || held.CountSingly(group.Id) >= group.Present;
        var finding = theirs.Legal > 0 && !covered ? NoHoldOfOurs
            : !covered && theirs.ImmutableUntil > timetable.DeadlineAt ? PastDeadline : null;
        return new StoreHoldLine(
            group.Key.Store, group.Key.Project, group.Key.Category, theirs.Legal, theirs.Immutable, theirs.ImmutableUntil, held.Over(group), finding);
    }
}
