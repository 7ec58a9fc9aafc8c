using NodaTime;
using Retention.Domain.Calendar;

namespace RetentionWorker.Watch;

/// <summary>The clocks of what has no record's deadline to count down to.</summary>
internal static class Clocks
{
    /// <summary>What keeps records whose deadline nobody can know: a month is what the law gives for most answers (Art. 12(3)).</summary>
    public static readonly Duration Otherwise = Duration.FromDays(30);

    /// <summary>A hold that matches nothing may be meant for records that go tomorrow.</summary>
    public static readonly Duration UnmatchedHold = Duration.FromDays(7);

    /// <summary>From becoming aware of a breach to its notification (Art. 33(1)).</summary>
    public static readonly Duration Breach = Duration.FromHours(72);

    /// <summary>An erasure without an outcome that is younger than this is one that is going on.</summary>
    public static readonly Duration GoingOn = Duration.FromHours(1);

    /// <summary>The earlier one of those that are known.</summary>
    public static Instant? Earlier(Instant? one, Instant? other) => one is { } a && other is { } b ? Instant.Min(a, b) : one ?? other;

    public static Instant EndOf(LocalDate day, DateTimeZone zone) => day.EndIn(zone) ?? Instant.MaxValue;
}
