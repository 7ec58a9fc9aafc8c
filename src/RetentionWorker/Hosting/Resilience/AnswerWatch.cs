using RetentionWorker.Stores;

namespace RetentionWorker.Hosting.Resilience;

/// <summary>
/// Gives up calls that do not come back. A system call on a mount whose server is gone hears no token, so waiting for it is what ends. While
/// a call that was given up still hangs, no other is begun: a dead mount costs as many threads as were at work when it died, and is asked again
/// as soon as it answers.
/// </summary>
internal sealed class AnswerWatch(TimeSpan silence, TimeProvider time)
{
    /// <summary>What a call that was asked to stop may take to come home.</summary>
    private static readonly TimeSpan Homecoming = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private int hanging;

    /// <summary>
    /// Awaits the call for as long as it answers or gives signs of life. Throws <see cref="StoreFault"/> of kind
    /// <see cref="StoreFaultKind.Unavailable"/> where it was given up, and <see cref="OperationCanceledException"/> where it did not come home
    /// after a stop.
    /// </summary>
    public async Task<T> RunAsync<T>(Func<SignsOfLife, Task<T>> begin, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (Volatile.Read(ref hanging) > 0)
            throw NoAnswer();
        var signs = new SignsOfLife(time);
        // On another thread from the first step on: it is the first step that may hang.
        var call = Task.Run(() => begin(signs), CancellationToken.None);
        while (true)
        {
            try
            {
                var left = silence - signs.Age;
                return await call.WaitAsync(left > Shortest ? left : Shortest, time, ct);
            }
            catch (TimeoutException) when (!call.IsCompleted)
            {
                if (signs.Age < silence)
                    continue;
                GiveUp(call, signs);
                throw NoAnswer();
            }
            catch (OperationCanceledException) when (!call.IsCompleted)
            {
                await Task.WhenAny(call, Task.Delay(Homecoming, time, CancellationToken.None));
                if (call.IsCompleted)
                    return await call;
                GiveUp(call, signs);
                throw;
            }
        }
    }

    private void GiveUp<T>(Task<T> call, SignsOfLife signs)
    {
        signs.GiveUp();
        Interlocked.Increment(ref hanging);
        _ = call.ContinueWith(
            late =>
            {
                _ = late.Exception;
                Interlocked.Decrement(ref hanging);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private static StoreFault NoAnswer() => new(StoreFaultKind.Unavailable, "no-answer", "The folder's file system does not answer.");
}

/// <summary>What a watched call shows of itself while it runs, and hears.</summary>
internal sealed class SignsOfLife(TimeProvider time)
{
    private long last = time.GetTimestamp();
    private volatile bool isGivenUp;

    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref last));

    /// <summary>Nobody waits for the call any more: it must touch nothing else.</summary>
    public bool IsGivenUp => isGivenUp;

    public void Show() => Volatile.Write(ref last, time.GetTimestamp());

    public void GiveUp() => isGivenUp = true;
}
