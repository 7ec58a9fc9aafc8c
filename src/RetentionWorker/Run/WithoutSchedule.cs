using RetentionWorker.Catalogue;

namespace RetentionWorker.Run;

/// <summary>
/// The way into the run where no schedule is configured: nothing can be decided, so nothing is erased, and every look says so. The right to
/// erase is held all the same, so that nobody else erases beside a daemon that was given its schedule a moment later.
/// </summary>
internal sealed class WithoutSchedule(Func<IEraseLock?> takeLock) : IRunEntrance
{
    private static readonly LookOutcome NoSchedule = new(new Dictionary<string, long>(), ["no-schedule"]);

    public IDisposable? TryTakeErasingRight() => takeLock();

    public Task<LookOutcome> ResolveAsync(CancellationToken ct) => Task.FromResult(NoSchedule);

    public Task<LookOutcome> DiscoverAsync(CancellationToken ct) => Task.FromResult(NoSchedule);

    public Task<LookOutcome> EnforceAsync(CancellationToken ct) => Task.FromResult(NoSchedule);

    public Task<LookOutcome?> NextRequestAsync(CancellationToken ct) => Task.FromResult<LookOutcome?>(null);

    public void NoteStopSwitch()
    {
    }

    public bool IsAnythingOverdue() => false;
}
