using NodaTime;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Watch;

/// <summary>
/// Projects of which nobody said when they end, or that they never do, as obstacles: without a planned end nobody is reminded to record one, and its records
/// would stay for ever.
/// </summary>
internal static class UnknownEnds
{
    public static IEnumerable<Obstacle> Of(IReadSession session, Outlook outlook)
    {
        foreach (var project in session.Projects.List().Where(p => p is { EndedOn: null, PlannedEnd: null, Endless: false, MergedInto: null }))
        {
            var ending = session.Projects.MergedInto(project.Id).Append(project.Id).ToHashSet();
            if (outlook.Present.Where(p => ending.Contains(p.Key.Project)).Sum(p => p.Value.Records) is not (> 0 and var present))
                continue;
            yield return new Obstacle(
                ObstacleKind.EndUnknown, project.Id.Value, present, project.AddedAt, project.AddedAt + Clocks.Otherwise, "no-end-planned",
                $"retention project replan {project.Id} --planned-end DATE, or: retention project end {project.Id} --on DATE --event KIND");
        }
    }
}
