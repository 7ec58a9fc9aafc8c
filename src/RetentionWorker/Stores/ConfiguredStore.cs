using NodaTime;
using Retention.Domain.Facts;

namespace RetentionWorker.Stores;

/// <summary>
/// A store as configured and composed: how names map to facts, what was declared of it, and the ways in. The eraser is reached through
/// <see cref="ErasableStore"/> only.
/// </summary>
internal sealed record ConfiguredStore(
    StoreName Name,
    string Kind,
    PathTemplate Template,
    DeclaredResidue Declared,
    IRecordReader Reader,
    IStoreIdentity Identity,
    int Parallelism)
{
    /// <summary>The store's own clock, or null where it shows none.</summary>
    public IStoreClock? Clock { get; init; }
}

/// <summary>A configured store with its destructive side; handed to the Erase room alone.</summary>
internal sealed record ErasableStore(ConfiguredStore Store, IRecordEraser Eraser);

/// <summary>What the program cannot see and somebody declared, in whole days after an erasure; zero means that there is none.</summary>
internal sealed record DeclaredResidue(int BackupDays, int SnapshotDays, int SoftDeleteDays, bool Versioning, bool Replicated)
{
    /// <summary>The last day on which a declared copy of what went today may come back; null where nobody can say.</summary>
    public LocalDate? RecoverableUntil(LocalDate today) =>
        Versioning || Replicated ? null : today.PlusDays(Math.Max(BackupDays, Math.Max(SnapshotDays, SoftDeleteDays)));
}
