using NodaTime;
using RetentionWorker.Catalogue;
using RetentionWorker.Register;

namespace RetentionWorker.Watch;

/// <summary>
/// Projects of which nobody said when they end, or that they never do, as obstacles: without a planned end nobody is reminded to record one, and its records
/// would stay for ever. An end far ahead that somebody alone recorded is no answer before it has come.
/// </summary>
internal static class UnknownEnds
{
    public static IEnumerable<Obstacle> Of(IReadSession session, Outlook outlook, LocalDate today)
    {
        foreach (var project in session.Projects.List().Where(p => PlannedEnds.IsUnknown(session, p, today)))
        {
            var ending = session.Projects.MergedInto(project.Id).Append(project.Id).ToHashSet();
            if (outlook.Present.Where(p => ending.Contains(p.Key.Project)).Sum(p => p.Value.Records) is not (> 0 and var present))
                continue;
            var (code, day, or) = project.EndedOn is { } ahead
                ? ("end-lies-ahead", NodaTime.Text.LocalDatePattern.Iso.Format(ahead), "or an earlier end:")
                : ("no-end-planned", "DATE", "or:");
            yield return new Obstacle(
                ObstacleKind.EndUnknown, project.Id.Value, present, project.AddedAt, project.AddedAt + Clocks.Otherwise, code,
                $"retention project replan {project.Id} --planned-end {day} --informed HOW, {or} retention project end {project.Id} --on DATE --event KIND");
        }
    }
}
