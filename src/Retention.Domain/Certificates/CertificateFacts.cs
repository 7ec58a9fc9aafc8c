using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;

namespace Retention.Domain.Certificates;

/// <summary>How far the erasure of a scope has come.</summary>
public enum CertificateStatus
{
    /// <summary>Something is undone, or nobody can say that it is not.</summary>
    Open,
    /// <summary>All is done, and copies may still come back.</summary>
    Provisional,
    /// <summary>All is done, and the last copy that is known or declared is past the day on which it could come back.</summary>
    Final,
}

/// <summary>Why a certificate is open.</summary>
public enum Undone
{
    /// <summary>Records are present that no rule keeps for good.</summary>
    Present,
    /// <summary>Present records of the scope cannot be decided.</summary>
    Unclassified,
    /// <summary>Records of no known project are present; any of them may belong here.</summary>
    UnclassifiedElsewhere,
    /// <summary>Records went from their store without this program, and nobody knows where to.</summary>
    Vanished,
    /// <summary>Erasures were begun and have no outcome.</summary>
    OpenIntent,
    /// <summary>Records whose last outcome is not that they are gone.</summary>
    NotGone,
    /// <summary>Holds are in force.</summary>
    Held,
    /// <summary>Corrections of what decides wait, or are approved and not in effect.</summary>
    CorrectionWaits,
    /// <summary>The project has no end, and whom it concerns has not withdrawn: more records may come.</summary>
    StillRunning,
    /// <summary>The schedule in force cannot be read: nobody knows what is kept for good.</summary>
    NoSchedule,
    /// <summary>Stores declare no residue: they are not configured (any more).</summary>
    StoreUndeclared,
    /// <summary>Stores were adopted and never listed to the end.</summary>
    StoreUnlisted,
    /// <summary>Places of stores could not be looked into.</summary>
    Unreadable,
    /// <summary>Stores hold fewer records than they should.</summary>
    InventoryShort,
    /// <summary>A guard is closed.</summary>
    GuardClosed,
    /// <summary>The clock is in doubt.</summary>
    ClockDoubtful,
    /// <summary>The log and the catalogue tell different stories.</summary>
    BooksDisagree,
    /// <summary>Records were erased of which the log says nothing any more: its entries went by its own retention.</summary>
    LogPruned,
    /// <summary>Recipients or processors of the project are neither told of what was erased nor excused.</summary>
    RecipientUntold,
    /// <summary>Keys that connect entries with the scope are gone: entries may be missing here.</summary>
    Unlinkable,
}

/// <summary>What a store declares of its residue now; <paramref name="Days"/> after an erasure, null where nobody can say (versions, replicas).</summary>
public sealed record DeclaredNow(int? Days);

/// <summary>Records of one store that went on the same day and left the same copies. Where the store is not configured, <paramref name="Declared"/> is null.</summary>
public sealed record GoneRecords(StoreName Store, LocalDate On, IReadOnlyList<Residue> Residue, DeclaredNow? Declared, long Records);

/// <summary>
/// What is known of a scope. <paramref name="LookedOn"/> is the day on which the last unattended look at every store ended, null where none did.
/// <paramref name="Undone"/> counts by reason; a count of zero is none.
/// </summary>
public sealed record CertificateFacts(IReadOnlyDictionary<Undone, long> Undone, IReadOnlyList<GoneRecords> Gone, long KeptForGood, LocalDate? LookedOn);

/// <summary>Copies that may still come back: of so many records, through <paramref name="Until"/> (inclusive), or nobody can say how long.</summary>
public sealed record RemainingCopies(StoreName Store, ResidueKind Kind, LocalDate? Until, long Records);

/// <summary>
/// The judgement with its reasons. <paramref name="Residue"/> are all copies that ever were left, past ones too; <paramref name="FinalFrom"/> is the first day on which it can be
/// final as things stand, null where nobody can say; <paramref name="LookNeeded"/>: only a look at every store after the last copy's end is missing.
/// </summary>
public sealed record CertificateJudgement(
    CertificateStatus Status, IReadOnlyList<(Undone Reason, long Count)> Open, IReadOnlyList<RemainingCopies> Residue, LocalDate? FinalFrom, bool LookNeeded);
