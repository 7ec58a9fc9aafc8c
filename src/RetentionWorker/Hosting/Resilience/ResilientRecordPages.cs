using RetentionWorker.Stores;

namespace RetentionWorker.Hosting.Resilience;

/// <summary>Pages fetched with patience: each page is an operation of its own.</summary>
internal sealed class ResilientRecordPages(IRecordPages inner, StorePatience patience) : IRecordPages
{
    public Task<RecordPage> PageAsync(string? marker, CancellationToken ct) => patience.RunAsync(token => inner.PageAsync(marker, token), ct);
}
