namespace Retention.Domain.Schedule;

/// <summary>Reads the limits. An absent one is not limited; a written one is a whole number in its range, for what else it seems to say could switch it off.</summary>
internal static class LimitsCheck
{
    private const string RecordsRemedy = "write how many records one run may erase at most, as a whole number such as 10000; with 0 every plan waits for a person";
    private const string PercentRemedy = "write a whole number from 1 to 100, without a percent sign; to stop all erasing place holds, or stop the daemon";

    internal static Limits Read(CheckedMap top, List<ScheduleProblem> problems)
    {
        switch (top.Node("limits"))
        {
            case null:
                return Limits.None;
            case ScheduleNode.Map map:
                var limits = new CheckedMap(map, "limits", ScheduleKeys.Limits, problems);
                return new Limits(
                    limits.Has("records") ? limits.WholeNumber("records", 0, long.MaxValue, RecordsRemedy) : null,
                    Percent(limits, "percentOfStore"),
                    Percent(limits, "percentOfProject"));
            default:
                top.Problem("limits", "limits is no map of limits", $"write below it {string.Join(", ", ScheduleKeys.Limits)}, or leave it out");
                return Limits.None;
        }
    }

    private static int? Percent(CheckedMap limits, string key) => limits.Has(key) ? (int?)limits.WholeNumber(key, 1, 100, PercentRemedy) : null;
}
