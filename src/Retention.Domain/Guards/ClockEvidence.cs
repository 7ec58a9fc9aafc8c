using NodaTime;
using Retention.Domain.Facts;

namespace Retention.Domain.Guards;

/// <summary>
/// What a store said the time was. By the system's clock it was asked at <paramref name="AskedAt"/> and had answered at <paramref name="AnsweredAt"/>.
/// </summary>
/// <param name="Store">Which store.</param>
/// <param name="Told">Its own word.</param>
/// <param name="AskedAt">See above.</param>
/// <param name="AnsweredAt">See above.</param>
/// <param name="IsElsewhere">Its clock is another machine's; that of a local disk is the system's own and vouches for nothing.</param>
public sealed record StoreTime(StoreName Store, Instant Told, Instant AskedAt, Instant AnsweredAt, bool IsElsewhere)
{
    /// <summary>How far the store's clock is ahead of the system's, negative where it is behind; zero for any time between asking and answer.</summary>
    public Duration Ahead => Told > AnsweredAt ? Told - AnsweredAt : Told < AskedAt ? Told - AskedAt : Duration.Zero;
}

/// <summary>All that speaks for or against the system's clock.</summary>
/// <param name="System">What it says.</param>
/// <param name="HighWaterMark">The latest time that this installation ever wrote down; null where it wrote none.</param>
/// <param name="NewestEntry">The time of the audit log's newest entry; null where the log is empty.</param>
/// <param name="Stores">What the stores said; a store that gives no time is not among them.</param>
/// <param name="Accepted">How far a person said that a store's clock is ahead, rightly or wrongly: that difference is no contradiction.</param>
/// <param name="Jumped">
/// How much further the system's clock went than a clock that nobody can set, since it was last found sound in this process; null where nobody watched.
/// </param>
public sealed record ClockEvidence(
    Instant System, Instant? HighWaterMark, Instant? NewestEntry, IReadOnlyList<StoreTime> Stores, IReadOnlyDictionary<StoreName, Duration> Accepted, Duration? Jumped);

/// <summary>What the evidence comes to.</summary>
public abstract record ClockVerdict
{
    /// <summary>Nothing contradicts the clock. Mere downtime does not: it may be ahead of the high-water mark by any time.</summary>
    public sealed record Sound : ClockVerdict;

    /// <summary>
    /// Two pieces of evidence contradict each other, and which is right is for a person to say. <paramref name="Code"/> is one of <see cref="ClockDoubt"/>;
    /// <paramref name="Other"/> is what the time would be by the other piece.
    /// </summary>
    public sealed record Doubtful(string Code, StoreName? Store, Instant System, Instant Other) : ClockVerdict;
}

/// <summary>What contradicts the system's clock.</summary>
public static class ClockDoubt
{
    /// <summary>It is behind the high-water mark: it was set back, or had been ahead when the mark was made.</summary>
    public const string BehindMark = "clock-behind-mark";

    /// <summary>It is behind the audit log's newest entry.</summary>
    public const string BehindLog = "clock-behind-log";

    /// <summary>A store's clock says another time.</summary>
    public const string StoreDiffers = "store-time-differs";

    /// <summary>It went faster or slower than time does, and no other machine's clock agrees with it.</summary>
    public const string Jumped = "clock-jumped";
}
