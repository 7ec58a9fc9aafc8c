using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores;

namespace RetentionWorker.Verify;

/// <summary>Looks for records by an independent read. A fault of the store proves nothing, and says so.</summary>
internal sealed class Verifying(IReadOnlyDictionary<StoreName, ConfiguredStore> stores)
{
    public async Task<IReadOnlyList<VerificationOutcome>> VerifyAsync(StoreName store, IReadOnlyList<RecordName> names, CancellationToken ct)
    {
        if (names.Count == 0)
            return [];
        if (!stores.TryGetValue(store, out var configured))
            return Unknown(names, "not-configured");
        try
        {
            var seen = await configured.Reader.VerifyAsync(names, ct);
            return seen.Count == names.Count ? seen : throw new InvalidOperationException("A verification answers for each name, in their order.");
        }
        catch (StoreFault fault)
        {
            return Unknown(names, fault.Code);
        }
    }

    /// <summary>Before records are looked for that an ended process may have erased: what it did must be durable. Throws <see cref="StoreFault"/>.</summary>
    public Task SettleAsync(StoreName store, CancellationToken ct) => stores[store].Reader.SettleAsync(ct);

    private static List<VerificationOutcome> Unknown(IReadOnlyList<RecordName> names, string code) =>
        [.. names.Select(_ => new VerificationOutcome.Unknown(code))];
}
