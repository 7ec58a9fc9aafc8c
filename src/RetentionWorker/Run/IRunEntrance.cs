namespace RetentionWorker.Run;

/// <summary>
/// What the daemon may ask of the run. Asked by one caller at a time, in the order: resolve, then any. Every method may be asked again
/// at any time and finds out by itself what there is to do; a fault of one store is part of the outcome, not an exception.
/// </summary>
internal interface IRunEntrance
{
    /// <summary>The right to erase, for as long as it is not disposed; null while another process holds it.</summary>
    IDisposable? TryTakeErasingRight();

    /// <summary>Gives every intent that an earlier process left open its outcome.</summary>
    Task<LookOutcome> ResolveAsync(CancellationToken ct);

    /// <summary>Lists every store and decides what changed.</summary>
    Task<LookOutcome> DiscoverAsync(CancellationToken ct);

    /// <summary>Erases what is due now.</summary>
    Task<LookOutcome> EnforceAsync(CancellationToken ct);

    /// <summary>Carries out the oldest plan that another process handed over; null where none waits. Cheap where none waits.</summary>
    Task<LookOutcome?> NextRequestAsync(CancellationToken ct);

    /// <summary>Writes down that the stop switch was thrown, or taken back, by hand; cheap where it was not.</summary>
    void NoteStopSwitch();

    /// <summary>Whether some record that nothing holds has passed its deadline; cheap.</summary>
    bool IsAnythingOverdue();
}

/// <summary>What one look came to: stable words and numbers, never a name.</summary>
/// <param name="Counts">For example <c>discovered</c>, <c>erased</c>, <c>held</c>.</param>
/// <param name="Concerns">
/// Stable words for what a person or the next look must deal with, in any order; empty where all is well: <c>store-unavailable</c>,
/// <c>waits-for-approval</c>, <c>overdue</c>.
/// </param>
internal sealed record LookOutcome(IReadOnlyDictionary<string, long> Counts, IReadOnlyList<string> Concerns)
{
    /// <summary>Nothing to do, nothing to say.</summary>
    public static readonly LookOutcome Nothing = new(new Dictionary<string, long>(), []);
}
