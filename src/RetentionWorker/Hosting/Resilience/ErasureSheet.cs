using Retention.Domain.Approvals;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores;

namespace RetentionWorker.Hosting.Resilience;

/// <summary>
/// The outcomes of one batch, gathered over several attempts. An order whose reply was lost is in doubt: the record may be gone by our own
/// hand. Whatever the store says of it afterwards (absent, changed, refused) is said of a place that we may have emptied ourselves, and
/// proves nothing about what we did. So an order once in doubt ends as erased, where a later attempt was accepted, and otherwise as
/// failed: the verification decides.
/// </summary>
internal sealed class ErasureSheet(IReadOnlyList<ErasureOrder> orders)
{
    private readonly ErasureOutcome?[] outcomes = new ErasureOutcome?[orders.Count];
    private readonly ErasureOutcome.Failed?[] doubts = new ErasureOutcome.Failed?[orders.Count];

    /// <summary>Whether any attempt came back with outcomes, and so may have touched something.</summary>
    public bool HasAnswers => Array.Exists(outcomes, outcome => outcome is not null);

    /// <summary>One attempt at the orders that are still open. <paramref name="ct"/> ends the attempt, <paramref name="stop"/> is the caller's own.</summary>
    public async Task<Attempt> SubmitAsync(IRecordEraser eraser, IErasureGate gate, CancellationToken ct, CancellationToken stop)
    {
        var open = Enumerable.Range(0, orders.Count).Where(IsOpen).ToList();
        var answers = await eraser.EraseAsync([.. open.Select(i => orders[i])], gate, ct);
        for (var i = 0; i < open.Count; i++)
            Note(open[i], answers[i], outOfTime: ct.IsCancellationRequested && !stop.IsCancellationRequested);
        var failures = open.Where(IsOpen).Select(i => outcomes[i]).OfType<ErasureOutcome.Failed>().ToList();
        return new Attempt(
            Again: failures.Count > 0 && !ct.IsCancellationRequested,
            Fruitless: failures.Count > 0 && failures.Count == open.Count,
            RetryAfter: failures.Max(failed => failed.RetryAfter)?.ToTimeSpan());
    }

    /// <summary>One per order, in their order; <paramref name="unsent"/> for those that were never answered.</summary>
    public IReadOnlyList<ErasureOutcome> Outcomes(KeptReason unsent) =>
        [.. outcomes.Select((outcome, i) => outcome ?? new ErasureOutcome.Kept(orders[i], unsent))];

    private bool IsOpen(int i) => outcomes[i] is null or ErasureOutcome.Failed { Transient: true };

    private void Note(int i, ErasureOutcome answer, bool outOfTime)
    {
        if (answer is ErasureOutcome.Failed { Untouched: false } lost)
            doubts[i] ??= lost;
        if (outOfTime && answer is ErasureOutcome.Kept { Reason: KeptReason.Stopping })
        {
            // Nobody asked us to stop: the time for the operation ran out. What an earlier attempt said stands.
            outcomes[i] ??= new ErasureOutcome.Kept(orders[i], KeptReason.StoreSuspect);
            return;
        }
        outcomes[i] = answer switch
        {
            ErasureOutcome.Erased => answer,
            ErasureOutcome.Failed failed => doubts[i] is { } doubt ? failed with { Code = doubt.Code, Untouched = false } : failed,
            _ when doubts[i] is { } doubt => new ErasureOutcome.Failed(orders[i], doubt.Code),
            _ => answer,
        };
    }
}
