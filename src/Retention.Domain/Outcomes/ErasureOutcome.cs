using Retention.Domain.Approvals;

namespace Retention.Domain.Outcomes;

/// <summary>Copies that can still come back. <paramref name="Until"/> is the last day on which they may, or null where nobody can say.</summary>
public sealed record Residue(ResidueKind Kind, NodaTime.LocalDate? Until)
{
    /// <summary>One per kind, in the order of the kinds: the latest date of several, and none where any has none.</summary>
    public static IReadOnlyList<Residue> Merge(IEnumerable<Residue> residue) =>
        [.. residue.GroupBy(r => r.Kind).OrderBy(same => same.Key).Select(same => new Residue(same.Key, same.Any(r => r.Until is null) ? null : same.Max(r => r.Until)))];
}

/// <summary>The kinds of residue.</summary>
public enum ResidueKind
{
    /// <summary>Another name of the same file.</summary>
    HardLink,
    /// <summary>A declared backup of the store.</summary>
    Backup,
    /// <summary>A snapshot: of a blob, or of the file system as declared.</summary>
    Snapshot,
    /// <summary>A previous version.</summary>
    Version,
    /// <summary>A soft-deleted copy.</summary>
    SoftDeleted,
    /// <summary>A declared replica.</summary>
    Replica,
    /// <summary>The store declares something that this program cannot read or remove.</summary>
    Undeclared,
}

/// <summary>What an eraser did to one record. No outcome says <em>gone</em>: that is the verification's word.</summary>
public abstract record ErasureOutcome(ErasureOrder Order)
{
    /// <summary>The store accepted the erasure. <paramref name="Method"/> is one of <see cref="ErasureMethod"/>; <paramref name="Copies"/> counts what was removed.</summary>
    public sealed record Erased(ErasureOrder Order, string Method, int Copies, IReadOnlyList<Residue> Residue) : ErasureOutcome(Order);

    /// <summary>Nothing was there under the exact name.</summary>
    public sealed record AlreadyAbsent(ErasureOrder Order) : ErasureOutcome(Order);

    /// <summary>Not attempted, or given up without a trace: the record is untouched.</summary>
    public sealed record Kept(ErasureOrder Order, KeptReason Reason) : ErasureOutcome(Order);

    /// <summary>The store refused, and asking again will not help. <paramref name="Code"/> is the store's own word (no names in it).</summary>
    public sealed record Refused(ErasureOrder Order, string Code) : ErasureOutcome(Order)
    {
        /// <summary>The store's own hold, where that is why.</summary>
        public Holds.StoreHold? Hold { get; init; }
    }

    /// <summary>It failed, and whether the record is still there is for the verification to say. <paramref name="Code"/> holds no names.</summary>
    public sealed record Failed(ErasureOrder Order, string Code) : ErasureOutcome(Order)
    {
        /// <summary>Whether asking again may help.</summary>
        public bool Transient { get; init; }

        /// <summary>Whether the store said that it did nothing. Otherwise the record may be gone although nobody answered so.</summary>
        public bool Untouched { get; init; }

        /// <summary>How long the store asked to be left alone.</summary>
        public NodaTime.Duration? RetryAfter { get; init; }
    }
}

/// <summary>Why a planned record was kept after all.</summary>
public enum KeptReason
{
    /// <summary>It is another version than the planned one.</summary>
    Changed,
    /// <summary>It is no longer due under the facts of now.</summary>
    NoLongerDue,
    /// <summary>A hold covers it.</summary>
    Held,
    /// <summary>The facts changed while the batch ran: it is decided again.</summary>
    FactsChanged,
    /// <summary>The program was asked to stop.</summary>
    Stopping,
    /// <summary>The program ended before it was attempted; it is decided anew.</summary>
    Interrupted,
    /// <summary>The store is not the one that was adopted, or is out of reach.</summary>
    StoreSuspect,
    /// <summary>Somebody threw the stop switch.</summary>
    StopSwitch,
    /// <summary>The clock is in doubt.</summary>
    ClockDoubtful,
    /// <summary>A person rejected a plan that contains it.</summary>
    Rejected,
}

/// <summary>Words for what was done, and no more.</summary>
public static class ErasureMethod
{
    /// <summary>The name was removed from its directory, and the directory flushed.</summary>
    public const string Unlinked = "unlinked";
    /// <summary>The content was overwritten once and flushed, then unlinked. No claim about the medium.</summary>
    public const string OverwrittenAndUnlinked = "overwritten-unlinked";
    /// <summary>The blob and its snapshots were deleted.</summary>
    public const string Deleted = "deleted";
    /// <summary>The program stopped between the intent and the outcome, and the record was then found gone: by its own call or another way.</summary>
    public const string Unknown = "unknown";
}

/// <summary>What an independent read saw after the erasure.</summary>
public abstract record VerificationOutcome
{
    /// <summary>It is not there. <paramref name="How"/>: <c>listed-absent</c> and the like.</summary>
    public sealed record Absent(string How, IReadOnlyList<Residue> Residue) : VerificationOutcome;

    /// <summary>It is still there.</summary>
    public sealed record Present(Facts.RecordVersion Version) : VerificationOutcome;

    /// <summary>The read proved nothing (store out of reach or suspect).</summary>
    public sealed record Unknown(string Code) : VerificationOutcome
    {
        /// <summary>Whether asking again may help.</summary>
        public bool Transient { get; init; }

        /// <summary>How long the store asked to be left alone.</summary>
        public NodaTime.Duration? RetryAfter { get; init; }
    }
}
