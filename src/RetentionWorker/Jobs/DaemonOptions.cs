using RetentionWorker.Watch;

namespace RetentionWorker.Jobs;

/// <summary>
/// When the daemon looks: Quartz cron expressions (with seconds), read in the schedule's time zone. How often it looks decides nothing:
/// what is due is due, and the next look catches up.
/// </summary>
internal sealed record DaemonOptions
{
    /// <summary>When the stores are listed. By default at every full hour.</summary>
    public string Discover { get; init; } = "0 0 * * * ?";

    /// <summary>When what is due is erased. By default a quarter past every hour.</summary>
    public string Enforce { get; init; } = "0 15 * * * ?";

    /// <summary>Who hears of what needs a person, besides the log and <c>status</c>.</summary>
    public EscalateOptions? Escalate { get; init; }

    /// <summary>Who is told that the daemon is at work, so that its silence is heard; nobody where it is not written.</summary>
    public HeartbeatOptions? Heartbeat { get; init; }

    /// <summary>The control socket, over which people who may not touch the data directory ask; null where there is none. Absolute once it is read.</summary>
    public string? Socket { get; init; }
}
