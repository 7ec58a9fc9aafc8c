using Retention.Domain.Facts;
using Retention.Domain.Keys;
using RetentionWorker.Catalogue;

namespace RetentionWorker.Record;

/// <summary>Receipts of intents to destroy keys.</summary>
internal static class KeyReceipts
{
    /// <summary>The receipt of the open intent over the key, as it is committed; null where there is none (any more): what is not durable permits nothing.</summary>
    public static KeyReceipt? OfCommitted(ICatalogue catalogue, ProjectId project, int epoch)
    {
        using var session = catalogue.Read();
        return session.Keys.Find(project, epoch) is { State: KeyState.Deleted, Intent: { } intent }
            ? KeyReceipt.Issue(intent, project, epoch)
            : null;
    }
}
