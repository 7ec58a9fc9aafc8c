using NodaTime;

namespace Retention.Domain.Guards;

/// <summary>Judges the system's clock by the evidence.</summary>
public static class ClockJudge
{
    /// <summary>So far apart (or further) is a contradiction. Less is what clocks are set by every day.</summary>
    public static readonly Duration Apart = Duration.FromMinutes(5);

    /// <summary>
    /// The first contradiction in the order of the codes, or none. A jump alone is excused where another machine's clock agrees with the system's
    /// of now: a paused machine wakes up like that.
    /// </summary>
    public static ClockVerdict Judge(ClockEvidence evidence)
    {
        var now = evidence.System;
        if (evidence.HighWaterMark is { } mark && mark - now >= Apart)
            return new ClockVerdict.Doubtful(ClockDoubt.BehindMark, null, now, mark);
        if (evidence.NewestEntry is { } entry && entry - now >= Apart)
            return new ClockVerdict.Doubtful(ClockDoubt.BehindLog, null, now, entry);
        foreach (var store in evidence.Stores)
        {
            if (!Agrees(store, evidence))
                return new ClockVerdict.Doubtful(ClockDoubt.StoreDiffers, store.Store, now, now + store.Ahead);
        }
        if (evidence.Jumped is { } jumped && IsJump(jumped) && !evidence.Stores.Any(s => s.IsElsewhere))
            return new ClockVerdict.Doubtful(ClockDoubt.Jumped, null, now, now - jumped);
        return new ClockVerdict.Sound();
    }

    /// <summary>Whether a clock that moved so much further than time is in doubt.</summary>
    public static bool IsJump(Duration moved) => moved >= Apart || moved <= -Apart;

    private static bool Agrees(StoreTime store, ClockEvidence evidence) =>
        !IsJump(store.Ahead) || (evidence.Accepted.TryGetValue(store.Store, out var accepted) && !IsJump(store.Ahead - accepted));
}
