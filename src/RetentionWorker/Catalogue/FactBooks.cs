using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Holds;

namespace RetentionWorker.Catalogue;

/// <summary>A project as recorded. <paramref name="EndedOn"/> is the last day that belongs to it.</summary>
internal sealed record ProjectEntry(
    ProjectId Id, string? Title, LocalDate? PlannedEnd, LocalDate? EndedOn, ProjectEndEvent? EndEvent, string? EndReference, Instant? EndRecordedAt, Instant AddedAt)
{
    /// <summary>It has no end, and somebody said so (the word <c>never</c> of a register). Decides nothing: a project without an end is kept.</summary>
    public bool Endless { get; init; }

    /// <summary>The project that it goes on as part of, and since when: that one's end is its end.</summary>
    public ProjectId? MergedInto { get; init; }

    public Instant? MergedAt { get; init; }

    public ProjectRole Role { get; init; }

    /// <summary>What the controller chose, where the institute is a processor.</summary>
    public Instruction? Instruction { get; init; }

    /// <summary>When it was recorded that the institute is the controller after all.</summary>
    public Instant? ControllerSince { get; init; }

    public ProjectFacts Facts => new(Id, PlannedEnd, EndedOn, EndRecordedAt) { Role = Role, InstructedAt = Instruction?.RecordedAt, ControllerSince = ControllerSince };

    /// <summary>The same project with the institute in another role to its data.</summary>
    public ProjectEntry As(ProjectRole role, Instant now) => this with { Role = role, ControllerSince = role == ProjectRole.Controller && Role != role ? now : null };
}

/// <summary>A controller's choice as recorded (UK GDPR Art. 28(3)(g)).</summary>
internal sealed record Instruction(ControllerChoice Choice, LocalDate On, string Reference, Instant RecordedAt);

internal interface IProjectBook
{
    ProjectEntry? Find(ProjectId id);
    IReadOnlyList<ProjectEntry> List();

    /// <summary>The projects that go on as part of it.</summary>
    IReadOnlyList<ProjectId> MergedInto(ProjectId project);

    /// <summary>Adds or replaces, and has every group of the project decided anew, and of those that go on as part of it.</summary>
    void Put(ProjectEntry project);
}

/// <summary>A withdrawal as recorded; <paramref name="CancelledAt"/> is null while it is in force.</summary>
internal sealed record WithdrawalEntry(WithdrawalFacts Facts, string Actor, Instant? CancelledAt)
{
    /// <summary>The day on which whoever withdrew was last told what stays and why, and when that was recorded.</summary>
    public LocalDate? InformedOn { get; init; }

    public Instant? InformedAt { get; init; }
}

internal interface IWithdrawalBook
{
    /// <summary>Records it (the id in the facts is ignored), has the project's groups decided anew, and returns its id.</summary>
    long Add(WithdrawalFacts facts, string actor);
    void Cancel(long id, Instant at);

    /// <summary>Decides an objection, and has the project's groups decided anew.</summary>
    void Decide(long id, ObjectionRuling ruling);

    /// <summary>Takes a category out of its reach, and has the project's groups decided anew.</summary>
    void Exempt(long id, Exemption exemption, string actor);
    void Inform(long id, LocalDate on, Instant at);
    WithdrawalEntry? Find(long id);

    /// <summary>All of them, cancelled ones too; of one project where one is named.</summary>
    IReadOnlyList<WithdrawalEntry> List(ProjectId? project);
}

/// <summary>A hold as recorded; <paramref name="ReleasedAt"/> is null while it is active.</summary>
internal sealed record HoldEntry(Hold Hold, string PlacedBy, Instant PlacedAt, string? ReleasedBy, Instant? ReleasedAt)
{
    /// <summary>A release that does not count yet: the hold is as active as any until a run finds that its time has come.</summary>
    public AskedRelease? Asked { get; init; }
}

/// <summary>A release by who placed the hold, asked for and counting from later on.</summary>
internal sealed record AskedRelease(string By, Instant From);

internal interface IHoldBook
{
    /// <summary>A number that every placing and releasing raises.</summary>
    long Epoch { get; }

    /// <summary>Records it (the id in the hold is ignored), raises the epoch, and returns its id.</summary>
    long Place(Hold hold, string actor, Instant at);
    void Release(long id, string actor, Instant at);

    /// <summary>Notes a release that counts later, or with null that it was taken back. The hold stays active.</summary>
    void AskRelease(long id, AskedRelease? asked);

    /// <summary>Says why a request for erasure does not reach what it covers.</summary>
    void SetGround(long id, KeepingGround ground);
    HoldEntry? Find(long id);
    IReadOnlyList<Hold> Active();
    IReadOnlyList<HoldEntry> List();
}

/// <summary>An adopted store.</summary>
internal sealed record AdoptedStore(StoreName Name, string Identity, Instant AdoptedAt)
{
    /// <summary>The template by which the names of its records are read; null until it was listed for the first time.</summary>
    public string? Template { get; init; }
}

internal interface IStoreBook
{
    AdoptedStore? Find(StoreName name);
    IReadOnlyList<AdoptedStore> List();

    /// <summary>Adds it, or replaces its identity; the template of one that has one stays.</summary>
    void Adopt(AdoptedStore store);

    /// <summary>Has the names of its records read by this template.</summary>
    void ReadBy(StoreName store, string template);

    /// <summary>Whether any record of it was ever noted, whatever became of them: then another template is a correction.</summary>
    bool WasListed(StoreName store);
}

/// <summary>What the configured file holds where that is not in force: a schedule, or in the place of its digest a word for why it holds none.</summary>
internal sealed record SeenFile(string Sha256, Instant SeenAt)
{
    public bool IsSchedule => Sha256.Length == 64;
}

/// <summary>A schedule that was adopted, with the exact bytes of its file.</summary>
internal sealed record AdoptedSchedule(string Sha256, byte[] Text, Instant AdoptedAt);

internal interface IScheduleBook
{
    /// <summary>The one in force (the last adopted), or null before the first.</summary>
    AdoptedSchedule? Current();

    /// <summary>When the one in force took the place of another one; null for the first.</summary>
    Instant? ChangedAt();

    /// <summary>Puts it in force; what was seen and not approved is forgotten.</summary>
    void Adopt(AdoptedSchedule schedule);

    /// <summary>Since when the configured file has held a schedule that moves days and is not in force, or none; null where it does not.</summary>
    SeenFile? Unapproved();

    /// <summary>Notes what the configured file holds; null: what is in force.</summary>
    void Saw(SeenFile? file);
}
