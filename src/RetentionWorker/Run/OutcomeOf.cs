using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Outcomes;
using RetentionWorker.Catalogue;
using RetentionWorker.Stores;

namespace RetentionWorker.Run;

/// <summary>
/// Turns what an eraser did and what a verification saw into the one outcome of an intent. Only a verification that saw the record absent
/// makes it erased; the eraser's own word never does.
/// </summary>
internal static class OutcomeOf
{
    public static AuditEntry.Outcome Attempt(
        Instant at, string actor, string record, ErasureOutcome done, VerificationOutcome? seen, IReadOnlyList<Residue> declared)
    {
        var intent = done.Order.Intent.Seq;
        return (done, seen) switch
        {
            (ErasureOutcome.Kept kept, _) => new AuditEntry.Kept(at, actor, intent, record, kept.Reason),
            (ErasureOutcome.Erased erased, VerificationOutcome.Absent absent) => new AuditEntry.Erased(
                at, actor, intent, record, erased.Method, erased.Copies, Residue.Merge([.. erased.Residue, .. absent.Residue, .. declared]), absent.How),
            // Unlinked, but not known to be on disk: after a power cut it may be back, so nobody calls it erased.
            (ErasureOutcome.Failed { Code: var code }, VerificationOutcome.Absent) when code.StartsWith("fsync", StringComparison.Ordinal) =>
                new AuditEntry.Failed(at, actor, intent, record, code, Sighting.Unknown),
            (ErasureOutcome.Failed { Untouched: false }, VerificationOutcome.Absent absent) => new AuditEntry.Erased(
                at, actor, intent, record, ErasureMethod.Unknown, 1, Residue.Merge([.. absent.Residue, .. declared]), absent.How),
            (_, VerificationOutcome.Absent absent) => new AuditEntry.AlreadyAbsent(at, actor, intent, record, Residue.Merge([.. absent.Residue, .. declared]), absent.How),
            (ErasureOutcome.Refused refused, _) => new AuditEntry.Refused(at, actor, intent, record, refused.Code, Sighted(seen)),
            (ErasureOutcome.Failed failed, _) => new AuditEntry.Failed(at, actor, intent, record, failed.Code, Sighted(seen)),
            (_, VerificationOutcome.Present) => new AuditEntry.Failed(at, actor, intent, record, "still-there", Sighting.Present),
            (_, VerificationOutcome.Unknown unknown) => new AuditEntry.Failed(at, actor, intent, record, unknown.Code, Sighting.Unknown),
            _ => new AuditEntry.Failed(at, actor, intent, record, "not-verified", Sighting.Unknown),
        };
    }

    /// <summary>What becomes of the catalogue's record by it.</summary>
    public static void Settle(IUnitOfWork uow, long recordId, AuditEntry.Outcome outcome, LocalDate today)
    {
        uow.Intents.Close(outcome.Intent);
        var residue = outcome switch
        {
            AuditEntry.Erased erased => erased.Residue,
            AuditEntry.AlreadyAbsent absent => absent.Residue,
            _ => null,
        };
        if (residue is not null)
            uow.Records.MarkErased(recordId, outcome.At, residue.Any(r => r.Until is null) ? null : residue.Select(r => r.Until!.Value).Append(today).Max());
    }

    /// <summary>How many of the outcomes are of records that are gone from their store.</summary>
    public static int Gone(IEnumerable<AuditEntry.Outcome> outcomes) => outcomes.Count(o => o is AuditEntry.Erased or AuditEntry.AlreadyAbsent);

    /// <summary>The setback that the outcome is for a record that should have gone, or null.</summary>
    public static Setback? SetbackOf(AuditEntry.Outcome outcome, Setback? before, Instant deadline) => outcome switch
    {
        AuditEntry.Refused refused => Setback.After(before, refused: true, refused.Code, refused.At, deadline),
        AuditEntry.Failed failed => Setback.After(before, refused: false, failed.Code, failed.At, deadline),
        _ => null,
    };

    /// <summary>Residue that nobody can see and somebody declared, counted from the day of the erasure.</summary>
    public static IReadOnlyList<Residue> Declared(DeclaredResidue declared, LocalDate today)
    {
        var residue = new List<Residue>();
        if (declared.BackupDays > 0)
            residue.Add(new(ResidueKind.Backup, today.PlusDays(declared.BackupDays)));
        if (declared.SnapshotDays > 0)
            residue.Add(new(ResidueKind.Snapshot, today.PlusDays(declared.SnapshotDays)));
        if (declared.SoftDeleteDays > 0)
            residue.Add(new(ResidueKind.SoftDeleted, today.PlusDays(declared.SoftDeleteDays)));
        if (declared.Versioning)
            residue.Add(new(ResidueKind.Version, null));
        if (declared.Replicated)
            residue.Add(new(ResidueKind.Replica, null));
        return residue;
    }

    private static Sighting Sighted(VerificationOutcome? seen) => seen is VerificationOutcome.Present ? Sighting.Present : Sighting.Unknown;
}
