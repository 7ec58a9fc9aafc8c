using NodaTime;

namespace Retention.Domain.Facts;

/// <summary>Where the end of a project comes from (the event that closed it).</summary>
public enum ProjectEndEvent
{
    /// <summary>The final report was accepted.</summary>
    ReportAccepted,
    /// <summary>The contract was closed.</summary>
    ContractClosed,
    /// <summary>Fieldwork was closed.</summary>
    FieldworkClosed,
    /// <summary>The project was cancelled.</summary>
    Cancelled,
}

/// <summary>What the institute is to a project's data.</summary>
public enum ProjectRole
{
    /// <summary>It decides what they are processed for (UK GDPR Art. 4(7)).</summary>
    Controller,
    /// <summary>It processes them for somebody else (Art. 4(8)): nothing is erased before that controller has chosen (Art. 28(3)(g)).</summary>
    Processor,
}

/// <summary>What a controller chose for the data that a processor holds, at the end of its services (UK GDPR Art. 28(3)(g)).</summary>
public enum ControllerChoice
{
    /// <summary>They are to be erased.</summary>
    Erase,
    /// <summary>They were returned, and the copies that are left are to be erased.</summary>
    Returned,
}

/// <summary>
/// What is known of a project. <paramref name="EndedOn"/> is the last day that belongs to it (inclusive) and null while it runs;
/// <paramref name="PlannedEnd"/> starts no period. <paramref name="EndRecordedAt"/> is when the end was written down (for <c>settle</c>).
/// </summary>
public sealed record ProjectFacts(ProjectId Id, LocalDate? PlannedEnd, LocalDate? EndedOn, Instant? EndRecordedAt)
{
    /// <summary>What the institute is to its data.</summary>
    public ProjectRole Role { get; init; }

    /// <summary>When the controller's choice was written down (for <c>settle</c>); null while there is none. Asked of a processor only.</summary>
    public Instant? InstructedAt { get; init; }

    /// <summary>When it was written down that the institute is the controller, where it had been recorded as a processor before (for <c>settle</c>).</summary>
    public Instant? ControllerSince { get; init; }

    /// <summary>Nothing of it may be erased: its controller has not chosen.</summary>
    public bool AwaitsInstruction => Role == ProjectRole.Processor && InstructedAt is null;
}

/// <summary>Whose record it is: of exactly one participant, or shared (none named, or several).</summary>
public sealed record Participation(IReadOnlyList<ParticipantId> Participants)
{
    /// <summary>No participant is named.</summary>
    public static readonly Participation Nobody = new([]);

    /// <summary>A record of nobody in particular or of several people: a withdrawal needs a person's look, it never erases it by itself.</summary>
    public bool IsShared => Participants.Count != 1;

    /// <summary>The one participant, or null where the record is shared.</summary>
    public ParticipantId? Sole => Participants.Count == 1 ? Participants[0] : null;
}

/// <summary>
/// Everything that one record is decided by, apart from schedule, holds and the time. Records of one group (same store, project, category,
/// participants and day of collection) share these facts.
/// </summary>
/// <param name="Store">The store that holds it.</param>
/// <param name="ProjectName">The project that its place names, or null where no template fits.</param>
/// <param name="Project">The project's facts, or null where the catalogue does not know it.</param>
/// <param name="Category">The category that its place names, or null where no template fits.</param>
/// <param name="Participation">Whose record it is.</param>
/// <param name="CollectedOn">The day of collection: of the template's <c>{collected}</c>, else the store's modification time as a date in the schedule's zone.</param>
/// <param name="Withdrawals">The withdrawals of the project that are in force (cancelled ones left out), of any participant.</param>
public sealed record RecordFacts(
    StoreName Store,
    ProjectId? ProjectName,
    ProjectFacts? Project,
    CategoryName? Category,
    Participation Participation,
    LocalDate CollectedOn,
    IReadOnlyList<WithdrawalFacts> Withdrawals);
