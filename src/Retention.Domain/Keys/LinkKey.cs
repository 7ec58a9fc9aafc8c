using NodaTime;
using Retention.Domain.Facts;

namespace Retention.Domain.Keys;

/// <summary>How far the destruction of a key has come. What comes later in the list cannot become what comes earlier, but for a key that is brought back while it is only deleted.</summary>
public enum KeyState
{
    /// <summary>In use.</summary>
    Active,
    /// <summary>Out of use, and recoverable: nothing is linked with it any more.</summary>
    Deleted,
    /// <summary>Gone, beyond this program.</summary>
    Destroyed,
}

/// <summary>
/// The key that links the audit log's entries of a project to the names that they speak of (<see cref="Audit.Commitment"/>), in one epoch of the project. Destroying
/// it makes those entries unlinkable for this program, in every copy of the log.
/// </summary>
/// <param name="Project">Whose entries it links.</param>
/// <param name="Epoch">From 1; a project that comes to life again after its key was destroyed gets a new one.</param>
/// <param name="State">How far its destruction has come.</param>
/// <param name="Since">When it came into this state.</param>
public sealed record LinkKey(ProjectId Project, int Epoch, KeyState State, Instant Since)
{
    /// <summary>The first day on which nothing of the project was left, beyond recovery; null while something is.</summary>
    public LocalDate? QuietSince { get; init; }

    /// <summary>The last day (inclusive) through which a deleted key is kept recoverable.</summary>
    public LocalDate? RecoverableThrough { get; init; }

    /// <summary>The entry of the log that states the intent to destroy it, while that has no outcome.</summary>
    public long? Intent { get; init; }

    /// <summary>What was the matter with it at the last look, or null.</summary>
    public KeyTrouble? Trouble { get; init; }

    /// <summary>Since when; null without trouble.</summary>
    public Instant? TroubleSince { get; init; }
}

/// <summary>What can be the matter with a key that is not destroyed.</summary>
public enum KeyTrouble
{
    /// <summary>It is not where keys are kept: what it links nobody can link any more, unless it is put back.</summary>
    Missing,
    /// <summary>What was to become of it could not be done: its file, or the folder, refuses.</summary>
    Refused,
}

/// <summary>What is left of a project, as far as its key is concerned.</summary>
/// <param name="IsKnown">The project stands in the register.</param>
/// <param name="EndedOn">The last day that belongs to it, or null while it runs.</param>
/// <param name="HasRecords">Records of it are in a store, other than those that a rule keeps for good.</param>
/// <param name="HasResidue">Copies of records of it that are gone may still come back.</param>
/// <param name="IsHeld">A hold that is in force covers the project or a part of it.</param>
public sealed record ProjectRemains(bool IsKnown, LocalDate? EndedOn, bool HasRecords, bool HasResidue, bool IsHeld);

/// <summary>Why a key stays, in the order in which they are looked for.</summary>
public enum KeyKeptReason
{
    /// <summary>A hold covers the project or a part of it: the evidence of what was erased stays linkable.</summary>
    Held,
    /// <summary>The schedule does not say how long keys are kept.</summary>
    NoPeriod,
    /// <summary>The project is not in the register.</summary>
    ProjectUnknown,
    /// <summary>The project has no end that counts.</summary>
    ProjectRuns,
    /// <summary>Records of the project are in a store.</summary>
    RecordsLeft,
    /// <summary>Copies of records that are gone may still come back.</summary>
    ResidueLeft,
    /// <summary>Its period has not passed.</summary>
    NotYet,
    /// <summary>It is deleted, and kept recoverable.</summary>
    Recoverable,
    /// <summary>It was destroyed.</summary>
    Gone,
}
