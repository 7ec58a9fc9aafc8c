namespace RetentionWorker.Stores.AzureBlob;

/// <summary>
/// Gives each request a deadline of its own: a connection that drips slowly outlives every time-out of the network. Whatever the client
/// throws leaves as a <see cref="StoreFault"/>.
/// </summary>
internal sealed class BlobCalls(TimeSpan callDeadline, TimeSpan pageDeadline, TimeProvider time)
{
    public const int DefaultPageSeconds = 60;
    public const int DefaultCallSeconds = 30;

    /// <summary>A request that is no listing.</summary>
    public Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken ct) => WithinAsync(callDeadline, call, ct);

    /// <summary>One page of a listing.</summary>
    public Task<T> PageAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken ct) => WithinAsync(pageDeadline, call, ct);

    private async Task<T> WithinAsync<T>(TimeSpan deadline, Func<CancellationToken, Task<T>> call, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        using var late = new CancellationTokenSource(deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            return await call(either.Token);
        }
        catch (Exception e) when (e is not StoreFault)
        {
            throw BlobFault.From(e, ct);
        }
    }
}
