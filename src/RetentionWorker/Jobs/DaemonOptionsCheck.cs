using NodaTime;
using Quartz;

namespace RetentionWorker.Jobs;

/// <summary>Finds every problem of the options at once, each with its key's path.</summary>
internal static class DaemonOptionsCheck
{
    /// <summary>The longest pause between two looks (inclusive): with a longer one a promise of days could pass unseen.</summary>
    public static readonly Duration LongestPause = Duration.FromDays(7);

    /// <summary>The longest pause where canaries are planted: one that is due has two days, and a run is missed after one. The hour is for the clocks' change.</summary>
    private static readonly Duration LongestWithCanaries = Duration.FromHours(25);

    /// <summary>The problems, in the order of the keys; empty where there is none.</summary>
    public static IReadOnlyList<(string Key, string Problem)> Problems(DaemonOptions options, DateTimeZone zone, Instant now, string path = "daemon", bool canaries = false)
    {
        var problems = new List<(string, string)>();
        var found = ZoneOf(zone, out var system);
        if (!found)
            problems.Add((path, $"the system knows no time zone '{zone.Id}', which the schedule names (is tzdata installed?)"));
        foreach (var (key, cron) in new[] { ("discover", options.Discover), ("enforce", options.Enforce) })
        {
            if (ProblemOf(cron, system, now, canaries) is { } problem)
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

    /// <summary>The longest pause among the next ones: a tick on working days alone is rarer than it looks.</summary>
    private static Duration LongestOfMany(CronExpression expression, DateTimeOffset first)
    {
        const int Ticks = 10;
        var longest = Duration.Zero;
        var before = first;
        for (var i = 0; i < Ticks && expression.GetNextValidTimeAfter(before) is { } next; i++)
        {
            longest = Duration.Max(longest, Duration.FromTimeSpan(next - before));
            before = next;
        }
        return longest;
    }

    private static string? ProblemOf(string? cron, TimeZoneInfo zone, Instant now, bool canaries)
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
        if (canaries && LongestOfMany(expression, first.Value) > LongestWithCanaries)
            return $"'{cron}' leaves more than a day between two looks, and canaries (stores.NAME.canaries) need one each day";
        return null;
    }
}
