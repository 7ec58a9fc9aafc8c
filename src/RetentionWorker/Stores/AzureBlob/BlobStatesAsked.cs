using Azure.Storage.Blobs.Models;

namespace RetentionWorker.Stores.AzureBlob;

/// <summary>
/// Asks a listing for everything that may be there of a blob, and for less where the service refuses: an account with a hierarchical
/// namespace has no versions, a narrow permission sees no deleted blobs. One instance per operation.
/// </summary>
internal sealed class BlobStatesAsked(bool uncommittedToo)
{
    private static readonly BlobStates[] Rungs =
        [BlobStates.Snapshots | BlobStates.Version | BlobStates.Deleted, BlobStates.Snapshots | BlobStates.Deleted, BlobStates.Snapshots, BlobStates.None];

    private int rung;

    /// <summary>Whether the service answered for every kind of copy.</summary>
    public bool Everything => Volatile.Read(ref rung) == 0;

    public async Task<T> AskAsync<T>(Func<BlobStates, Task<T>> ask)
    {
        for (var at = Volatile.Read(ref rung); ; at++)
        {
            try
            {
                var answer = await ask(Rungs[at] | (uncommittedToo ? BlobStates.Uncommitted : BlobStates.None));
                Lower(at);
                return answer;
            }
            catch (StoreFault fault) when (at + 1 < Rungs.Length && IsRefusal(fault.InnerException))
            {
            }
        }
    }

    public static bool IsRefusal(Exception? thrown) =>
        thrown is BlobError { Status: 400 or 403 or 409 or 501 } refused && !refused.IsContainerGone;

    private void Lower(int to)
    {
        int seen;
        while ((seen = Volatile.Read(ref rung)) < to && Interlocked.CompareExchange(ref rung, to, seen) != seen)
        {
        }
    }
}
