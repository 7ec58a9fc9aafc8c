using System.Text.Json;
using Retention.Domain.Facts;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;

namespace RetentionWorker.Certify;

/// <summary>What a certificate is asked for: a project, one participant of it, or one record of it.</summary>
internal sealed record CertificateScope(ProjectId Project, ParticipantId? Participant, RecordAddress? Record)
{
    public string Kind => Record is not null ? "record" : Participant is not null ? "participant" : "project";
}

/// <summary>
/// A scope as it can be found: by facts in the catalogue, by commitments on the log. A project stands for those that go on as part of it too. What names nobody may concern
/// any participant, so it belongs to the scope of each.
/// </summary>
internal sealed record FoundScope(CertificateScope Asked, IReadOnlySet<ProjectId> Projects, IReadOnlySet<string> Participants, IReadOnlySet<string> Records)
{
    public static FoundScope Of(CertificateScope asked, IReadSession session, Commitments commitments)
    {
        var projects = new HashSet<ProjectId> { asked.Project };
        if (asked is { Participant: null, Record: null })
        {
            for (var next = new Queue<ProjectId>(projects); next.TryDequeue(out var whole);)
            {
                foreach (var part in session.Projects.MergedInto(whole).Where(projects.Add))
                    next.Enqueue(part);
            }
        }
        return new(
            asked, projects, asked.Participant is { } person ? commitments.AllOfParticipant(asked.Project, person) : new HashSet<string>(),
            asked.Record is { } record ? commitments.AllOfRecord(record) : new HashSet<string>());
    }

    /// <summary>Whether entries have to be found through keys.</summary>
    public bool IsByCommitment => Asked.Participant is not null || Asked.Record is not null;

    public bool Holds(GroupKey key) =>
        key.Project is { } project && Projects.Contains(project)
        && (Asked.Participant is not { } person || key.Participation.Participants.Count == 0 || key.Participation.Participants.Contains(person));

    /// <summary>Whether an intent to erase is about it.</summary>
    public bool Holds(JsonElement intent) =>
        IsOfProjects(intent)
        && (Asked.Record is null || Records.Contains(intent.GetProperty("record").GetString()!))
        && (Asked.Participant is null || Names(intent));

    public bool IsOfProjects(JsonElement entry) => entry.TryGetProperty("project", out var project) && Projects.Contains(new ProjectId(project.GetString()!));

    private bool Names(JsonElement intent) =>
        intent.TryGetProperty("participant", out var one) ? Participants.Contains(one.GetString()!)
        : !intent.TryGetProperty("participants", out var several) || several.EnumerateArray().Any(p => Participants.Contains(p.GetString()!));
}
