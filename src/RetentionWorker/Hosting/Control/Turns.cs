using System.Collections.Concurrent;

namespace RetentionWorker.Hosting.Control;

/// <summary>
/// Few verbs at a time, and of one person fewer: whoever asks much waits for themselves, and a stop that somebody else asks for does not wait for them.
/// </summary>
internal sealed class Turns
{
    private const int AtOnce = 4;
    private const int OfOnePerson = 2;
    private readonly SemaphoreSlim all = new(AtOnce, AtOnce);
    private readonly ConcurrentDictionary<uint, SemaphoreSlim> persons = [];

    public async Task<IDisposable> TakeAsync(uint user, CancellationToken ct)
    {
        var own = persons.GetOrAdd(user, _ => new SemaphoreSlim(OfOnePerson, OfOnePerson));
        await own.WaitAsync(ct);
        try
        {
            await all.WaitAsync(ct);
        }
        catch
        {
            own.Release();
            throw;
        }
        return new Turn(all, own);
    }

    private sealed class Turn(SemaphoreSlim all, SemaphoreSlim own) : IDisposable
    {
        public void Dispose()
        {
            all.Release();
            own.Release();
        }
    }
}
