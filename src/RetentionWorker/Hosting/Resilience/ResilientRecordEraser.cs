using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores;

namespace RetentionWorker.Hosting.Resilience;

/// <summary>
/// An eraser with patience: only orders whose failure may pass are submitted again. See <see cref="ErasureSheet"/> for what a lost reply
/// does to the answers that follow it. One that is not <paramref name="timed"/> limits itself.
/// </summary>
internal sealed class ResilientRecordEraser(IRecordEraser inner, StorePatience patience, bool timed = true) : IRecordEraser
{
    public async Task<IReadOnlyList<ErasureOutcome>> EraseAsync(IReadOnlyList<ErasureOrder> orders, IErasureGate gate, CancellationToken ct)
    {
        var sheet = new ErasureSheet(orders);
        try
        {
            if (timed)
                await patience.RunAsync(token => sheet.SubmitAsync(inner, gate, token, ct), ct);
            else
                await patience.RunUntimedAsync(token => sheet.SubmitAsync(inner, gate, token, ct), ct);
        }
        catch (StoreFault) when (sheet.HasAnswers)
        {
            // Something was touched already: from here on every order is owed an outcome.
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return sheet.Outcomes(KeptReason.Stopping);
        }
        return sheet.Outcomes(ct.IsCancellationRequested ? KeptReason.Stopping : KeptReason.StoreSuspect);
    }

    public Task TidyAsync(IReadOnlyList<RecordName> gone, CancellationToken ct) => patience.RunAsync(
        async token =>
        {
            await inner.TidyAsync(gone, token);
            return true;
        },
        ct);
}
