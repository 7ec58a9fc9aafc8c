using Retention.Domain.Facts;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Register;

/// <summary>
/// Whether names that a question is narrowed by are known: an answer of nothing to a mistyped name looks like good news. Says each unknown one, with
/// the nearest known name.
/// </summary>
internal sealed class NameCheck(ICatalogue catalogue)
{
    /// <summary>What is not known of the names; a name that is absent is not asked about.</summary>
    public IReadOnlyList<string> Unknown(ProjectId? project, CategoryName? category = null, ParticipantId? participant = null, StoreName? store = null)
    {
        using var session = catalogue.Read();
        var unknown = new List<string>();
        var keys = project is null && category is null && participant is null ? [] : session.Groups.Keys(null).ToList();
        var within = project is null ? keys : keys.FindAll(k => k.Project == project);
        if (project is { } id && within.Count == 0 && session.Projects.Find(id) is null)
            unknown.Add($"no project '{id}' is known{NearestName.Hint(id.Value, session.Projects.List().Select(p => p.Id.Value).Concat(keys.Select(k => k.Project?.Value).OfType<string>()).Distinct())}");
        if (category is { } name && !keys.Exists(k => k.Category == name) && !ScheduleNames(session).Contains(name))
            unknown.Add($"no record of category '{name}' is known{NearestName.Hint(name.Value, keys.Select(k => k.Category?.Value).OfType<string>().Concat(ScheduleNames(session).Select(c => c.Value)).Distinct())}");
        if (participant is { } person && !within.Exists(k => k.Participation.Participants.Contains(person)))
            unknown.Add($"no participant '{person}' is known{(project is null ? "" : $" in project {project}")}{NearestName.Hint(person.Value, within.SelectMany(k => k.Participation.Participants).Select(p => p.Value).Distinct())}");
        if (store is { } place && session.Stores.Find(place) is null)
            unknown.Add($"no store '{place}' was adopted{NearestName.Hint(place.Value, session.Stores.List().Select(s => s.Name.Value))}");
        return unknown;
    }

    /// <summary>Whether any store was ever listed and held something.</summary>
    public bool AnythingDiscovered()
    {
        using var session = catalogue.Read();
        return session.Records.Noted > 0;
    }

    private static IReadOnlySet<CategoryName> ScheduleNames(IReadSession session) =>
        session.Schedules.Current() is { } adopted && ScheduleFile.Parse(adopted.Text).Schedule is { } schedule ? schedule.Categories : new HashSet<CategoryName>();
}
