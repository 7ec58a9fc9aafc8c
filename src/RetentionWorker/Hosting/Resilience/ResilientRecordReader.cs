using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores;

namespace RetentionWorker.Hosting.Resilience;

/// <summary>
/// A reader with patience. A verification is one operation, in which only names without an answer are asked again. A listing is handed
/// through: an interrupted listing that went on would pass for a complete one, so its pages have the patience instead
/// (<see cref="ResilientRecordPages"/>).
/// </summary>
internal sealed class ResilientRecordReader(IRecordReader inner, StorePatience patience) : IRecordReader
{
    public StoreName Store => inner.Store;

    public IAsyncEnumerable<IReadOnlyList<DiscoveredItem>> DiscoverAsync(CancellationToken ct) => inner.DiscoverAsync(ct);

    public async Task<IReadOnlyList<VerificationOutcome>> VerifyAsync(IReadOnlyList<RecordName> names, CancellationToken ct)
    {
        var sheet = new VerificationSheet(names);
        try
        {
            await patience.RunAsync(token => sheet.AskAsync(inner, token), ct);
        }
        catch (StoreFault fault) when (fault.Kind == StoreFaultKind.Unavailable && sheet.HasAnswers)
        {
            return sheet.Outcomes(fault.Code);
        }
        return sheet.Outcomes("unanswered");
    }

    public Task SettleAsync(CancellationToken ct) => patience.RunAsync(
        async token =>
        {
            await inner.SettleAsync(token);
            return true;
        },
        ct);
}

/// <summary>The answers of one verification, gathered over several attempts.</summary>
internal sealed class VerificationSheet(IReadOnlyList<RecordName> names)
{
    private readonly VerificationOutcome?[] outcomes = new VerificationOutcome?[names.Count];

    public bool HasAnswers => Array.Exists(outcomes, outcome => outcome is not null);

    public async Task<Attempt> AskAsync(IRecordReader reader, CancellationToken ct)
    {
        var pending = Enumerable.Range(0, names.Count).Where(i => outcomes[i] is null or VerificationOutcome.Unknown { Transient: true }).ToList();
        var answers = await reader.VerifyAsync([.. pending.Select(i => names[i])], ct);
        for (var i = 0; i < pending.Count; i++)
            outcomes[pending[i]] = answers[i];
        var open = answers.OfType<VerificationOutcome.Unknown>().Where(unknown => unknown.Transient).ToList();
        return new Attempt(open.Count > 0, open.Count > 0 && open.Count == pending.Count, open.Max(unknown => unknown.RetryAfter)?.ToTimeSpan());
    }

    /// <summary>One per name; <paramref name="code"/> for those that were never answered.</summary>
    public IReadOnlyList<VerificationOutcome> Outcomes(string code) => [.. outcomes.Select(outcome => outcome ?? new VerificationOutcome.Unknown(code))];
}

/// <summary>What one attempt at several records came to.</summary>
internal sealed record Attempt(bool Again, bool Fruitless, TimeSpan? RetryAfter) : IAttempt;
