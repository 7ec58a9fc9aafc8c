using Retention.Domain.Canaries;
using Retention.Domain.Facts;
using Retention.Domain.Holds;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>
/// Whether what a hold or a withdrawal names is anything known. Ids match exactly; what matches nothing is recorded all the same, takes
/// effect as soon as it matches, and is shown until then.
/// </summary>
internal static class KnownNames
{
    /// <summary>What is not known of the scope of a hold, most general first, with the nearest known name; null where all of it is known.</summary>
    public static string? Unmatched(IReadSession books, Hold hold) =>
        Unmatched(books, [.. hold.Projects], hold.Participant, hold.Category) ?? (hold.Record is { } record ? UnmatchedRecord(books, hold, record) : null);

    /// <summary>As of a hold, of a withdrawal: that is of one project alone, whatever goes on as part of it.</summary>
    public static string? Unmatched(IReadSession books, ProjectId project, ParticipantId? participant, CategoryName? category) =>
        Unmatched(books, [project], participant, category);

    private static string? Unmatched(IReadSession books, IReadOnlyList<ProjectId> projects, ParticipantId? participant, CategoryName? category)
    {
        var project = projects[0];
        // What the program planted itself is in no register, and a canary that it has just planted in no listing yet.
        if (CanaryRules.IsReserved(project))
            return null;
        var seen = projects.SelectMany(p => books.Groups.Keys(p)).ToList();
        if (seen.Count == 0 && books.Projects.Find(project) is null)
        {
            var known = books.Projects.List().Select(p => p.Id.Value).Concat(books.Groups.Keys(null).Select(k => k.Project?.Value).OfType<string>()).Distinct();
            return $"no project '{project}' is known{NearestName.Hint(project.Value, known)}";
        }
        if (participant is { } person && !seen.Any(k => k.Participation.Participants.Contains(person)))
            return $"no participant '{person}' is known in project {project}{NearestName.Hint(person.Value, seen.SelectMany(k => k.Participation.Participants).Select(p => p.Value).Distinct())}";
        if (category is { } name && !seen.Any(k => k.Category == name))
            return $"no record of category '{name}' is known in project {project}{NearestName.Hint(name.Value, seen.Select(k => k.Category?.Value).OfType<string>().Distinct())}";
        if (participant is { } whose && category is { } what && !seen.Any(k => k.Category == what && k.Participation.Participants.Contains(whose)))
            return $"no record of category '{what}' is known of participant '{whose}' in project {project}";
        return null;
    }

    private static string? UnmatchedRecord(IReadSession books, Hold hold, RecordAddress record)
    {
        if (CanaryRules.IsReserved(hold.Project))
            return null;
        if (books.Records.Find(record) is not { } known)
            return $"no record '{record}' is known";
        return books.Groups.Find(known.GroupId)!.Key.IsCoveredBy(hold, record)
            ? null
            : $"record '{record}' is not of the project, participant and category that are named with it";
    }
}
