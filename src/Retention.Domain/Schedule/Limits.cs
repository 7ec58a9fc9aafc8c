namespace Retention.Domain.Schedule;

/// <summary>
/// Bounds on what may be erased without a person; null is not limited, and a bound is inclusive: exactly so much is within it.
/// </summary>
/// <param name="Records">How many records.</param>
/// <param name="Bytes">Their size together, in bytes.</param>
/// <param name="Participants">How many different participants they concern, each counted once per project.</param>
/// <param name="Projects">How many different projects.</param>
/// <param name="PercentOfStore">Of the records present in each store, 1 to 100, compared without rounding.</param>
/// <param name="PercentOfProject">Of the records present in each project, likewise.</param>
public sealed record Bounds(
    long? Records = null, long? Bytes = null, long? Participants = null, long? Projects = null, int? PercentOfStore = null, int? PercentOfProject = null)
{
    /// <summary>Nothing is limited.</summary>
    public static readonly Bounds None = new();
}

/// <summary>
/// The limits of a schedule: for one run, and for the 24 hours and the 7 days that end with it (rolling, not calendar days). What a person
/// approved does not count against the rolling ones: they bound what happens unattended.
/// </summary>
public sealed record Limits(Bounds Run, Bounds Day, Bounds Week)
{
    /// <summary>Nothing is limited.</summary>
    public static readonly Limits None = new(Bounds.None, Bounds.None, Bounds.None);

    /// <summary>Limits for one run only.</summary>
    public static Limits PerRun(Bounds run) => new(run, Bounds.None, Bounds.None);

    /// <summary>Whether anything is limited over a rolling window.</summary>
    public bool Rolling => Day != Bounds.None || Week != Bounds.None;
}
