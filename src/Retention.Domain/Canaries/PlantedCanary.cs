using NodaTime;
using Retention.Domain.Facts;

namespace Retention.Domain.Canaries;

/// <summary>What a canary is there to show.</summary>
public enum CanaryRole
{
    /// <summary>That what is due vanishes on time.</summary>
    Due,
    /// <summary>That what is held stays, though it is due.</summary>
    Held,
}

/// <summary>What became of a canary.</summary>
public enum CanaryFate
{
    /// <summary>Nobody saw it gone.</summary>
    Standing,
    /// <summary>This program erased it before its deadline.</summary>
    ErasedOnTime,
    /// <summary>This program erased it, late.</summary>
    ErasedLate,
    /// <summary>It was to go, and somebody else took it away: that proves nothing.</summary>
    TakenAway,
    /// <summary>It was on hold, and is gone without this program.</summary>
    Vanished,
    /// <summary>It was on hold, and this program erased it.</summary>
    ErasedOnHold,
    /// <summary>A person ended it, and it is gone.</summary>
    Retired,
    /// <summary>This program erased it before its time.</summary>
    ErasedEarly,
}

/// <summary>
/// One canary. <paramref name="Name"/> and <paramref name="Size"/> are those that it was planted with: only a record of this exact name that is no
/// larger is taken for it.
/// </summary>
/// <param name="Number">Its number in this installation.</param>
/// <param name="Store">Where it is planted.</param>
/// <param name="Role">What it is to show.</param>
/// <param name="Name">Its exact name; no other record has it.</param>
/// <param name="Size">Of its content, in bytes.</param>
/// <param name="Hold">The hold over it, where it is to stay.</param>
/// <param name="PlantedAt">When it was planted; null while nobody knows that it was.</param>
/// <param name="DueAt">The first instant at which it may be erased, reckoned apart from what the decider says.</param>
/// <param name="DeadlineAt">The instant by which it must be gone (exclusive).</param>
public sealed record PlantedCanary(
    long Number, StoreName Store, CanaryRole Role, RecordName Name, long Size, long? Hold, Instant? PlantedAt, Instant DueAt, Instant DeadlineAt)
{
    /// <summary>When it was last looked for, by a read that would have seen it.</summary>
    public Instant? LookedAt { get; init; }

    /// <summary>The first run that left it alone though it was due; null where none did.</summary>
    public Instant? PassedOverAt { get; init; }

    /// <summary>What became of it.</summary>
    public CanaryFate Fate { get; init; }

    /// <summary>When that was seen; null while it stands.</summary>
    public Instant? FateAt { get; init; }

    /// <summary>When a person ended its hold, so that it may go; null where nobody did.</summary>
    public Instant? RetiredAt { get; init; }

    /// <summary>When nothing more was to be said of it; null while something is.</summary>
    public Instant? ClosedAt { get; init; }

    /// <summary>Whether it may be in its store.</summary>
    public bool MayStand => Fate == CanaryFate.Standing;

    /// <summary>Whether it was to stay, on hold or until its time, and did not.</summary>
    public bool IsLost => Fate is CanaryFate.Vanished or CanaryFate.ErasedOnHold or CanaryFate.ErasedEarly;

    /// <summary>Whether it takes the one place that its store has for its role: another is planted only when it does not.</summary>
    public bool IsOpen => RetiredAt is null && ClosedAt is null;
}
