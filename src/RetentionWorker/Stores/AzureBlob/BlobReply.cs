using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Holds;
using Retention.Domain.Outcomes;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>Reads the reply to a deletion that was not a plain yes. Decided by status and code, never by text.</summary>
internal static class BlobReply
{
    public static bool HasSnapshots(StoreFault fault) => fault.InnerException is BlobError { Status: 409, ErrorCode: "SnapshotsPresent" };

    /// <summary>Another version is there, or nothing at all.</summary>
    public static bool IsAnotherVersion(StoreFault fault) => fault.InnerException is BlobError { Status: 412, ErrorCode: "ConditionNotMet" };

    public static ErasureOutcome Outcome(ErasureOrder order, StoreFault fault) => fault.InnerException switch
    {
        BlobError reply => Outcome(order, fault, reply),
        _ when fault.Code is "no-credential" => new ErasureOutcome.Refused(order, fault.Code),
        _ when fault.Code is "token" => fault.Kind == StoreFaultKind.Transient ? Failed(order, fault, untouched: true) : new ErasureOutcome.Refused(order, fault.Code),
        _ => Failed(order, fault, untouched: false),
    };

    private static ErasureOutcome Outcome(ErasureOrder order, StoreFault fault, BlobError reply) => reply switch
    {
        { Status: 404, ErrorCode: "BlobNotFound" } => new ErasureOutcome.AlreadyAbsent(order),
        _ when reply.IsContainerGone => new ErasureOutcome.Kept(order, KeptReason.StoreSuspect),
        { Status: 429 } or { Status: 503, ErrorCode: "ServerBusy" } => Failed(order, fault, untouched: true),
        { Status: 404 } => Failed(order, fault, untouched: true) with { Transient = false },
        { Status: 501 } => new ErasureOutcome.Refused(order, fault.Code),
        { Status: 0 or 408 or >= 500 } => Failed(order, fault, untouched: false),
        { ErrorCode: "BlobImmutableDueToLegalHold" } => new ErasureOutcome.Refused(order, fault.Code) { Hold = new StoreHold(Legal: true, null) },
        { ErrorCode: "BlobImmutableDueToPolicy" } => new ErasureOutcome.Refused(order, fault.Code) { Hold = new StoreHold(Legal: false, null) },
        _ => new ErasureOutcome.Refused(order, fault.Code),
    };

    public static ErasureOutcome.Failed Failed(ErasureOrder order, StoreFault fault, bool untouched) => new(order, fault.Code)
    {
        Transient = fault.Kind is StoreFaultKind.Transient or StoreFaultKind.Throttled,
        Untouched = untouched,
        RetryAfter = fault.RetryAfter is { } wait ? Duration.FromTimeSpan(wait) : null,
    };
}
