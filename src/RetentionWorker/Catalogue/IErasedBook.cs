using NodaTime;
using Retention.Domain.Facts;

namespace RetentionWorker.Catalogue;

/// <summary>Records of one group that were erased at the same moment.</summary>
internal sealed record ErasedRecords(long Group, GroupKey Key, Instant ErasedAt, long Records);

/// <summary>What this program erased, by the facts that it was decided by: counts, which outlive the names.</summary>
internal interface IErasedBook
{
    /// <summary>Of these projects, all that was erased, group by group.</summary>
    IEnumerable<ErasedRecords> Of(IReadOnlySet<ProjectId> projects);

    /// <summary>Of every project, what is still known by name: its residue may not have passed.</summary>
    IEnumerable<ErasedRecords> StillKnown();
}
