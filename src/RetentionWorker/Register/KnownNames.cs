using Retention.Domain.Facts;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>
/// Whether what a hold or a withdrawal names is anything known. Ids match exactly; what matches nothing is recorded all the same, takes
/// effect as soon as it matches, and is shown until then.
/// </summary>
internal static class KnownNames
{
    /// <summary>What is not known of the scope, most general first, with the nearest known name; null where all of it is known.</summary>
    public static string? Unmatched(
        IReadSession books, ProjectId project, ParticipantId? participant, CategoryName? category, RecordAddress? record)
    {
        var seen = books.Groups.Keys(project).ToList();
        if (seen.Count == 0 && books.Projects.Find(project) is null)
        {
            var known = books.Projects.List().Select(p => p.Id.Value).Concat(books.Groups.Keys(null).Select(k => k.Project?.Value).OfType<string>()).Distinct();
            return $"no project '{project}' is known{NearestName.Hint(project.Value, known)}";
        }
        if (participant is { } person && !seen.Any(k => k.Participation.Participants.Contains(person)))
            return $"no participant '{person}' is known in project {project}{NearestName.Hint(person.Value, seen.SelectMany(k => k.Participation.Participants).Select(p => p.Value).Distinct())}";
        if (category is { } name && !seen.Any(k => k.Category == name))
            return $"no record of category '{name}' is known in project {project}{NearestName.Hint(name.Value, seen.Select(k => k.Category?.Value).OfType<string>().Distinct())}";
        if (record is not null && books.Records.Find(record) is null)
            return $"no record '{record}' is known";
        return null;
    }
}
