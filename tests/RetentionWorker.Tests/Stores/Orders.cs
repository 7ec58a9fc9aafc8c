using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Audit;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Stores;

namespace RetentionWorker.Tests.Stores;

/// <summary>Real orders, as the erase step has them: from a plan within its limits and the receipt of an intent.</summary>
internal static class Orders
{
    private const string Digest = "d1ge57";

    public static IReadOnlyList<ErasureOrder> For(IEnumerable<DiscoveredItem.Found> records, string identity = StoreHarness.Adopted, StoreName? store = null) =>
        For(records.Select(r => (r.Name, r.Version)), identity, store);

    public static IReadOnlyList<ErasureOrder> For(IEnumerable<(RecordName Name, RecordVersion Version)> records, string identity = StoreHarness.Adopted, StoreName? store = null)
    {
        var name = store ?? StoreHarness.Name;
        var planned = records.Select((r, i) => new PlannedRecord(i + 1, new RecordAddress(name, r.Name), r.Version, 1, 1)).ToList();
        var plan = new ErasurePlan(Digest, "5c4ed01e", 0, new Dictionary<StoreName, string> { [name] = identity }, PlanScope.Everything, planned.Count, 0, Instant.FromUtc(2026, 11, 22, 10, 15), null, 0);
        var approved = ((PlanVerdict.Approved)PlanApproval.Consider(plan, Limits.None, Reach.None, Reach.None, Reach.None, scheduleIsFresh: false, rejected: 0)).Plan;
        return planned.ConvertAll(record => approved.Order(record, AuditReceipt.Issue(record.RecordId, record.RecordId, Digest)));
    }
}
