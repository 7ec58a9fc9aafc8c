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
    /// <summary>What is not known of the scope, most general first, with the nearest known name; null where all of it is known.</summary>
    public static string? Unmatched(
        IReadSession books, ProjectId project, ParticipantId? participant, CategoryName? category, RecordAddress? record)
    {
        // What the program planted itself is in no register, and a canary that it has just planted in no listing yet.
        if (CanaryRules.IsReserved(project))
            return null;
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
        if (participant is { } whose && category is { } what && !seen.Any(k => k.Category == what && k.Participation.Participants.Contains(whose)))
            return $"no record of category '{what}' is known of participant '{whose}' in project {project}";
        return record is null ? null : UnmatchedRecord(books, new Hold(0, project, participant, category, record, default, "", default), record);
    }

    private static string? UnmatchedRecord(IReadSession books, Hold hold, RecordAddress record)
    {
        if (books.Records.Find(record) is not { } known)
            return $"no record '{record}' is known";
        var key = books.Groups.Find(known.GroupId)!.Key;
        return hold.Covers(new RecordFacts(key.Store, key.Project, null, key.Category, key.Participation, key.CollectedOn, []), record)
            ? null
            : $"record '{record}' is not of the project, participant and category that are named with it";
    }
}
