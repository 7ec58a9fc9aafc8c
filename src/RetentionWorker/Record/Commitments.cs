using Retention.Domain.Audit;
using Retention.Domain.Facts;

namespace RetentionWorker.Record;

/// <summary>Commitments under the keys of this installation.</summary>
internal sealed class Commitments(CommitmentKeys keys)
{
    /// <summary>Of a record, under its project's current key.</summary>
    public string OfRecord(ProjectId project, RecordAddress record) => Commitment.OfRecord(keys.Current(project), record);

    /// <summary>Of a participant, under the project's current key.</summary>
    public string OfParticipant(ProjectId project, ParticipantId participant) => Commitment.OfParticipant(keys.Current(project), project, participant);

    /// <summary>Of everybody whom a record concerns, in their order.</summary>
    public IReadOnlyList<string> OfParticipants(ProjectId project, Participation participation) =>
        [.. participation.Participants.Select(p => OfParticipant(project, p))];

    /// <summary>All that the log may hold for the participant: one per living key of the project.</summary>
    public IReadOnlySet<string> AllOfParticipant(ProjectId project, ParticipantId participant) =>
        keys.Living(project).Select(key => Commitment.OfParticipant(key, project, participant)).ToHashSet();

    /// <summary>All that the log may hold for the record: one per living key of each project, as a name alone does not tell its project.</summary>
    public IReadOnlySet<string> AllOfRecord(RecordAddress record) =>
        keys.Projects().SelectMany(keys.Living).Select(key => Commitment.OfRecord(key, record)).ToHashSet();

    /// <summary>What opens each of <see cref="AllOfRecord"/>, by commitment.</summary>
    public IReadOnlyDictionary<string, Disclosure> Disclose(RecordAddress record) =>
        keys.Projects().SelectMany(keys.Living).Select(key => Commitment.Disclose(key, record)).ToDictionary(d => d.Commitment(), StringComparer.Ordinal);

    /// <summary>Every key that links nothing any more.</summary>
    public IReadOnlyList<string> Gone() => Gone([.. keys.OutOfUse().Select(k => k.Project).Distinct()]);

    /// <summary>The keys that link nothing any more, in order, as <c>PROJECT.EPOCH</c>; and, of <paramref name="projects"/>, those that have no key at all.</summary>
    public IReadOnlyList<string> Gone(IReadOnlyCollection<ProjectId> projects)
    {
        var outOfUse = keys.OutOfUse();
        var known = keys.Projects().Concat(outOfUse.Select(k => k.Project)).ToHashSet();
        return [.. outOfUse.Where(k => projects.Contains(k.Project)).Select(k => FormattableString.Invariant($"{k.Project}.{k.Epoch} ({k.State.ToString().ToLowerInvariant()})"))
            .Concat(projects.Where(p => !known.Contains(p)).Select(p => $"{p} (missing)")).Order(StringComparer.Ordinal)];
    }
}
