namespace Retention.Domain.Schedule;

/// <summary>Reads the limits. An absent one is not limited; a written one is a whole number in its range, for what else it seems to say could switch it off.</summary>
internal static class LimitsCheck
{
    private const string CountRemedy = "write how many may be erased at most, as a whole number such as 10000; with 0 every plan waits for a person";
    private const string PercentRemedy = "write a whole number from 1 to 100, without a percent sign; to stop all erasing place holds, or stop the daemon";

    internal static Limits Read(CheckedMap top, List<ScheduleProblem> problems)
    {
        if (Map(top, "limits", "limits", ScheduleKeys.Limits, problems) is not { } limits)
            return Limits.None;
        return new Limits(
            Bounds(limits),
            Map(limits, "perDay", "limits.perDay", ScheduleKeys.Bounds, problems) is { } day ? Bounds(day) : Schedule.Bounds.None,
            Map(limits, "perWeek", "limits.perWeek", ScheduleKeys.Bounds, problems) is { } week ? Bounds(week) : Schedule.Bounds.None);
    }

    private static CheckedMap? Map(CheckedMap of, string key, string path, IReadOnlyList<string> keys, List<ScheduleProblem> problems)
    {
        switch (of.Node(key))
        {
            case null:
                return null;
            case ScheduleNode.Map map:
                return new CheckedMap(map, path, keys, problems);
            default:
                of.Problem(key, $"{key} is no map of limits", $"write below it {string.Join(", ", keys)}, or leave it out");
                return null;
        }
    }

    private static Bounds Bounds(CheckedMap map) => new(
        Count(map, "records"), Count(map, "bytes"), Count(map, "participants"), Count(map, "projects"), Percent(map, "percentOfStore"), Percent(map, "percentOfProject"));

    private static long? Count(CheckedMap limits, string key) => limits.Has(key) ? limits.WholeNumber(key, 0, long.MaxValue, CountRemedy) : null;

    private static int? Percent(CheckedMap limits, string key) => limits.Has(key) ? (int?)limits.WholeNumber(key, 1, 100, PercentRemedy) : null;
}
