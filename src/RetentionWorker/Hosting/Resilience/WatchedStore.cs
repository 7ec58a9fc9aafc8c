using System.Runtime.CompilerServices;
using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using RetentionWorker.Stores;

namespace RetentionWorker.Hosting.Resilience;

/// <summary>A reader whose calls may hang. Of a listing each page is watched by itself: a listing may be long, and its pages may not.</summary>
internal sealed class WatchedRecordReader(IRecordReader inner, AnswerWatch watch) : IRecordReader
{
    private const int Idle = 0;
    private const int Moving = 1;
    private const int Abandoned = 2;

    public StoreName Store => inner.Store;

    public async IAsyncEnumerable<IReadOnlyList<DiscoveredItem>> DiscoverAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var pages = inner.DiscoverAsync(ct).GetAsyncEnumerator(ct);
        var state = Idle;
        try
        {
            while (await watch.RunAsync(_ => NextAsync(), ct))
                yield return pages.Current;
        }
        finally
        {
            if (Interlocked.Exchange(ref state, Abandoned) == Idle)
                await pages.DisposeAsync();
        }

        // A listing that is given up in mid-page is closed when the page comes after all: no sooner can it be.
        async Task<bool> NextAsync()
        {
            if (Interlocked.CompareExchange(ref state, Moving, Idle) == Abandoned)
                return false;
            try
            {
                return await pages.MoveNextAsync();
            }
            finally
            {
                if (Interlocked.CompareExchange(ref state, Idle, Moving) == Abandoned)
                    await pages.DisposeAsync();
            }
        }
    }

    public Task<IReadOnlyList<VerificationOutcome>> VerifyAsync(IReadOnlyList<RecordName> names, CancellationToken ct) =>
        watch.RunAsync(_ => inner.VerifyAsync(names, ct), ct);

    public Task SettleAsync(CancellationToken ct) => watch.RunAsync(
        async _ =>
        {
            await inner.SettleAsync(ct);
            return true;
        },
        ct);
}

/// <summary>
/// An eraser that may hang. Each question to the gate is a sign of life, so a batch may take as long as it needs. Once it is given up, its gate
/// is closed for good: when the hanging call returns after hours, nothing else of that batch is touched.
/// </summary>
internal sealed class WatchedRecordEraser(IRecordEraser inner, AnswerWatch watch) : IRecordEraser
{
    public async Task<IReadOnlyList<ErasureOutcome>> EraseAsync(IReadOnlyList<ErasureOrder> orders, IErasureGate gate, CancellationToken ct)
    {
        SignsOfLife? begun = null;
        try
        {
            return await watch.RunAsync(
                signs =>
                {
                    begun = signs;
                    return inner.EraseAsync(orders, new Gate(gate, signs), ct);
                },
                ct);
        }
        catch (StoreFault fault) when (begun is { IsGivenUp: true })
        {
            return [.. orders.Select(order => new ErasureOutcome.Failed(order, fault.Code))];
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return [.. orders.Select(ErasureOutcome (order) => begun is { IsGivenUp: true }
                ? new ErasureOutcome.Failed(order, "stopped") : new ErasureOutcome.Kept(order, KeptReason.Stopping))];
        }
    }

    public Task TidyAsync(IReadOnlyList<RecordName> gone, CancellationToken ct) => watch.RunAsync(
        async _ =>
        {
            await inner.TidyAsync(gone, ct);
            return true;
        },
        ct);

    private sealed class Gate(IErasureGate inner, SignsOfLife signs) : IErasureGate
    {
        public KeptReason? Closed()
        {
            signs.Show();
            return signs.IsGivenUp ? KeptReason.StoreSuspect : inner.Closed();
        }
    }
}

/// <summary>An identity whose reading may hang.</summary>
internal sealed class WatchedStoreIdentity(IStoreIdentity inner, AnswerWatch watch) : IStoreIdentity
{
    public Task<string?> ReadAsync(CancellationToken ct) => watch.RunAsync(_ => inner.ReadAsync(ct), ct);

    public Task WriteAsync(string identity, CancellationToken ct) => watch.RunAsync(
        async _ =>
        {
            await inner.WriteAsync(identity, ct);
            return true;
        },
        ct);
}
