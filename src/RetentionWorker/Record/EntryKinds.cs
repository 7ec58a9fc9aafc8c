using System.Runtime.CompilerServices;
using Retention.Domain.Audit;

namespace RetentionWorker.Record;

/// <summary>The kinds of entries that this program writes: those of the closed family, whoever adds to it.</summary>
internal static class EntryKinds
{
    /// <summary>In ordinal order. A kind is a constant of its type, so it can be asked of an entry that was never filled in.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. typeof(AuditEntry).GetNestedTypes()
            .Where(t => t.IsSubclassOf(typeof(AuditEntry)) && !t.IsAbstract)
            .Select(t => ((AuditEntry)RuntimeHelpers.GetUninitializedObject(t)).Kind)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];
}
