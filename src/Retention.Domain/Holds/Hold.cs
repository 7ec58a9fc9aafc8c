using NodaTime;
using Retention.Domain.Facts;

namespace Retention.Domain.Holds;

/// <summary>Why erasure is suspended.</summary>
public enum HoldKind
{
    /// <summary>Establishment, exercise or defence of legal claims, UK GDPR Art. 17(3)(e).</summary>
    Litigation,
    /// <summary>An access request that must be answered first, Art. 15.</summary>
    AccessRequest,
    /// <summary>A regulator asked for preservation.</summary>
    Regulator,
    /// <summary>A freedom of information request: destroying to prevent disclosure is an offence (FOIA 2000 s. 77).</summary>
    Foi,
    /// <summary>A public inquiry (Inquiries Act 2005 s. 35).</summary>
    Inquiry,
    /// <summary>Restriction of processing, Art. 18.</summary>
    Restriction,
}

/// <summary>
/// Suspends erasure for its scope: a project, narrowed by participant, category or one record. An absent part of the scope covers
/// everything there; the project is never absent. Active until released; <paramref name="ReviewBy"/> (inclusive) asks a person to look
/// again and releases nothing by itself.
/// </summary>
public sealed record Hold(
    long Id,
    ProjectId Project,
    ParticipantId? Participant,
    CategoryName? Category,
    RecordAddress? Record,
    HoldKind Kind,
    string Reference,
    LocalDate ReviewBy)
{
    /// <summary>Why a request for erasure does not reach what it covers; null where none had been made when it was placed.</summary>
    public KeepingGround? Ground { get; init; }

    /// <summary>The objection for which the program itself placed it, until somebody decides (Art. 18(1)(d)); null where a person placed it.</summary>
    public long? ForWithdrawal { get; init; }

    /// <summary>The projects that go on as part of <see cref="Project"/>: it covers them too.</summary>
    public IReadOnlyList<ProjectId> AlsoOver { get; init; } = [];

    /// <summary>Every project that it covers, its own first.</summary>
    public IEnumerable<ProjectId> Projects => AlsoOver.Prepend(Project);

    /// <summary>Whether the project lies in its scope.</summary>
    public bool IsOver(ProjectId? project) => project == Project || (project is { } part && AlsoOver.Contains(part));

    /// <summary>
    /// Whether the hold covers a record of these facts. A hold on a participant covers shared records that name them, and shared
    /// records that name nobody: in doubt, what is held stays.
    /// </summary>
    public bool Covers(RecordFacts facts, RecordAddress? record) => Covers(facts.ProjectName, facts.Category, facts.Participation, record);

    /// <summary>As of whole facts: nothing else of them is asked.</summary>
    public bool Covers(ProjectId? project, CategoryName? category, Participation participation, RecordAddress? record) =>
        IsOver(project)
        && (Category is null || category is null || category == Category)
        && (Participant is null || participation.Participants.Count == 0 || participation.Participants.Contains(Participant.Value))
        && (Record is null || Record.Equals(record));

    /// <summary>Whether it can be decided for a whole group of records, without looking at single names.</summary>
    public bool CoversWholeGroups => Record is null;
}
