namespace RetentionWorker.Jobs;

/// <summary>What can be asked for.</summary>
internal enum Look
{
    Discover,
    Enforce,
}

/// <summary>
/// Where looks are asked for and taken. Asking is level-triggered: ten asks before a look begins are one look, and an ask while one is
/// under way is one more afterwards. One loop takes them, so no two looks ever overlap; a discovery goes before an enforcement.
/// </summary>
internal sealed class LookBoard
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource?[] asked = new TaskCompletionSource?[2];
    private TaskCompletionSource changed = NewSource();

    /// <summary>Asks for a look. The task ends when a look that began after the ask has ended, however it ended.</summary>
    public Task AskAsync(Look look)
    {
        lock (gate)
        {
            var source = asked[(int)look] ??= NewSource();
            changed.TrySetResult();
            return source.Task;
        }
    }

    /// <summary>Takes the next look that was asked for, or null. Whoever takes it completes the source when the look has ended.</summary>
    public (Look Look, TaskCompletionSource Ended)? Take()
    {
        lock (gate)
        {
            for (var look = Look.Discover; look <= Look.Enforce; look++)
            {
                if (asked[(int)look] is { } source)
                {
                    asked[(int)look] = null;
                    return (look, source);
                }
            }
            changed = NewSource();
            return null;
        }
    }

    /// <summary>Ends when a look is asked for, or after the time.</summary>
    public async Task WaitAsync(TimeSpan most, CancellationToken ct)
    {
        Task asking;
        lock (gate)
            asking = changed.Task;
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(asking, Task.Delay(most, timer.Token));
        await timer.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
