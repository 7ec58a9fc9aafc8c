namespace RetentionWorker.Hosting.Resilience;

/// <summary>
/// How patient the program is with a store. Null is not written; what is not written is as said here for a store that is reached over a network,
/// and as in <see cref="ForFiles"/> for a folder.
/// </summary>
internal sealed record ResilienceOptions
{
    /// <summary>One budget for an operation with all its attempts and pauses, in seconds; 120.</summary>
    public int? BudgetSeconds { get; init; }

    /// <summary>The most attempts of one operation, the first included; 6.</summary>
    public int? Attempts { get; init; }

    /// <summary>The pause before the second attempt, in milliseconds, doubled each time and scattered; 500. A store that names a pause is believed instead.</summary>
    public int? FirstPauseMilliseconds { get; init; }

    /// <summary>The longest pause of our own, in seconds; 20.</summary>
    public int? LongestPauseSeconds { get; init; }

    /// <summary>So many fruitless attempts in a row of half a minute, and nothing else, leave the store alone for a while; 8.</summary>
    public int? BreakAfter { get; init; }

    /// <summary>For how long it is left alone, in seconds; 30.</summary>
    public int? BreakSeconds { get; init; }

    /// <summary>
    /// The same for a folder, where what passes passes quickly (a busy file, a server that starts again), and where one bad sector must not hold up its
    /// batch: fewer and sooner attempts. The budget stays, as the longest silence of a mount that hangs.
    /// </summary>
    public ResilienceOptions ForFiles()
    {
        var firstPause = FirstPauseMilliseconds ?? Math.Min(250, 1000 * (LongestPauseSeconds ?? 5));
        return this with { Attempts = Attempts ?? 4, FirstPauseMilliseconds = firstPause, LongestPauseSeconds = LongestPauseSeconds ?? Math.Max(5, (firstPause + 999) / 1000) };
    }

    public TimeSpan Budget => TimeSpan.FromSeconds(BudgetSeconds ?? 120);

    public int MostAttempts => Attempts ?? 6;

    public TimeSpan FirstPause => TimeSpan.FromMilliseconds(FirstPauseMilliseconds ?? 500);

    public TimeSpan LongestPause => TimeSpan.FromSeconds(LongestPauseSeconds ?? 20);

    public int FailuresToBreak => BreakAfter ?? 8;

    public TimeSpan Break => TimeSpan.FromSeconds(BreakSeconds ?? 30);
}
