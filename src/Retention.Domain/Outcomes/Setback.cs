using NodaTime;

namespace Retention.Domain.Outcomes;

/// <summary>
/// A due record that could not be erased, and when it is tried again: the wait doubles while it fails, so that one record cannot fill the log,
/// and never runs across the deadline without a last attempt shortly before it. Only the unattended run waits; whoever asks for it is served at once.
/// </summary>
/// <param name="Refused">The store refused; otherwise it failed.</param>
/// <param name="Code">The store's own word; no names in it.</param>
/// <param name="Tries">How often in a row, at least 1.</param>
/// <param name="At">The last attempt.</param>
/// <param name="RetryAt">From this instant on (inclusive) it is tried again.</param>
public sealed record Setback(bool Refused, string Code, int Tries, Instant At, Instant RetryAt)
{
    /// <summary>An hour short of a day: who runs once a day, some minutes early, tries each day.</summary>
    private static readonly Duration Longest = Duration.FromHours(23);
    private static readonly Duration First = Duration.FromMinutes(15);
    private static readonly Duration BeforeDeadline = Duration.FromHours(2);

    /// <summary>
    /// The setback after an attempt that ended at <paramref name="at"/>; <paramref name="before"/> is the one that it followed, or null.
    /// <paramref name="deadline"/> is the first instant at which the record is late.
    /// </summary>
    public static Setback After(Setback? before, bool refused, string code, Instant at, Instant deadline)
    {
        var tries = (before?.Tries ?? 0) + 1;
        var wait = refused ? Longest : Duration.Min(Longest, First * Math.Pow(2, Math.Min(tries - 1, 10)));
        var retryAt = at + wait;
        var lastChance = deadline - BeforeDeadline;
        // Once only: an attempt inside the last hours waits its turn like any other.
        if (at < lastChance && retryAt > lastChance)
            retryAt = lastChance;
        return new Setback(refused, code, tries, at, retryAt);
    }

    /// <summary>Whether the unattended run leaves it alone now.</summary>
    public bool WaitsAt(Instant now) => now < RetryAt;
}
