using NodaTime;
using Quartz;

namespace RetentionWorker.Jobs;

/// <summary>Finds every problem of the options at once, each with its key's path.</summary>
internal static class DaemonOptionsCheck
{
    /// <summary>The longest pause between two looks (inclusive): with a longer one a promise of days could pass unseen.</summary>
    public static readonly Duration LongestPause = Duration.FromDays(7);

    /// <summary>The problems, in the order of the keys; empty where there is none.</summary>
    public static IReadOnlyList<(string Key, string Problem)> Problems(DaemonOptions options, DateTimeZone zone, Instant now, string path = "daemon")
    {
        var problems = new List<(string, string)>();
        var found = ZoneOf(zone, out var system);
        if (!found)
            problems.Add((path, $"the system knows no time zone '{zone.Id}', which the schedule names (is tzdata installed?)"));
        foreach (var (key, cron) in new[] { ("discover", options.Discover), ("enforce", options.Enforce) })
        {
            if (ProblemOf(cron, system, now) is { } problem)
                problems.Add(($"{path}.{key}", problem));
        }
        return problems;
    }

    /// <summary>The system's zone of the same id. Quartz stores and reads zones by the system's ids.</summary>
    public static bool ZoneOf(DateTimeZone zone, out TimeZoneInfo system)
    {
        try
        {
            system = TimeZoneInfo.FindSystemTimeZoneById(zone.Id);
            return true;
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            system = TimeZoneInfo.Utc;
            return false;
        }
    }

    private static string? ProblemOf(string? cron, TimeZoneInfo zone, Instant now)
    {
        if (string.IsNullOrWhiteSpace(cron))
            return "it is empty; write a cron expression with seconds, for example \"0 15 * * * ?\"";
        CronExpression expression;
        try
        {
            expression = new CronExpression(cron, zone);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return $"'{cron}' is not a cron expression with seconds, for example \"0 15 * * * ?\": {e.Message}";
        }
        var first = expression.GetNextValidTimeAfter(now.ToDateTimeOffset());
        var second = first is null ? null : expression.GetNextValidTimeAfter(first.Value);
        if (first is null || second is null)
            return $"'{cron}' comes at most once more, and then never";
        var pause = Duration.FromTimeSpan(second.Value - first.Value);
        if (Duration.FromTimeSpan(first.Value - now.ToDateTimeOffset()) > LongestPause || pause > LongestPause)
            return $"'{cron}' leaves more than {LongestPause.Days} days between two looks";
        return null;
    }
}
