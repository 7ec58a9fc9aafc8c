using NodaTime;
using Retention.Domain.Schedule;

namespace Retention.Domain.Keys;

/// <summary>What is to become of a key: a closed family.</summary>
public abstract record KeyDecision
{
    private KeyDecision()
    {
    }

    /// <summary>It stays as it is, through the day (inclusive) where one can be told.</summary>
    public sealed record Kept(KeyKeptReason Reason, LocalDate? Through = null) : KeyDecision;

    /// <summary>It goes out of use, and is recoverable through the day (inclusive).</summary>
    public sealed record Delete(LocalDate RecoverableThrough) : KeyDecision;

    /// <summary>It was deleted and comes back into use: what made it due does not hold any more, or a hold was placed.</summary>
    public sealed record Recover(KeyKeptReason Because) : KeyDecision;

    /// <summary>It is destroyed.</summary>
    public sealed record Destroy : KeyDecision;

    /// <summary>
    /// Decides on a key on a civil day in the schedule's zone. A hold always wins; a deleted key that is not due any more is brought back; a day that counts is over
    /// before anything happens. <see cref="LinkKey.QuietSince"/> is taken for <paramref name="today"/> where it is not known yet.
    /// </summary>
    public static KeyDecision Of(LinkKey key, ProjectRemains remains, LinkKeyRetention? retention, LocalDate today)
    {
        if (key.State == KeyState.Destroyed)
            return new Kept(KeyKeptReason.Gone);
        if (Obstacle(remains, retention) is { } obstacle)
            return Stays(key, obstacle, null);
        var quietSince = key.QuietSince ?? today;
        var through = retention!.KeptFor.AfterOrNever(LocalDate.Max(remains.EndedOn!.Value, quietSince));
        if (through is null || today <= through)
            return Stays(key, KeyKeptReason.NotYet, through);
        if (key.State == KeyState.Active)
            return retention.RecoverableFor.AfterOrNever(today) is { } recoverable ? new Delete(recoverable) : new Kept(KeyKeptReason.NotYet);
        return key.RecoverableThrough is not { } last || today <= last ? new Kept(KeyKeptReason.Recoverable, key.RecoverableThrough) : new Destroy();
    }

    private static KeyDecision Stays(LinkKey key, KeyKeptReason reason, LocalDate? through) =>
        key.State == KeyState.Deleted ? new Recover(reason) : new Kept(reason, through);

    private static KeyKeptReason? Obstacle(ProjectRemains remains, LinkKeyRetention? retention) => (remains, retention) switch
    {
        ({ IsHeld: true }, _) => KeyKeptReason.Held,
        (_, null) => KeyKeptReason.NoPeriod,
        ({ IsKnown: false }, _) => KeyKeptReason.ProjectUnknown,
        ({ EndedOn: null }, _) => KeyKeptReason.ProjectRuns,
        ({ HasRecords: true }, _) => KeyKeptReason.RecordsLeft,
        ({ HasResidue: true }, _) => KeyKeptReason.ResidueLeft,
        _ => null,
    };
}
