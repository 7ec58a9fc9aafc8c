namespace Retention.Domain.Schedule;

/// <summary>Reads what the schedule says of the audit log itself.</summary>
internal static class LogCheck
{
    private const string KeptRemedy = "write how long after a project's last copy is gone its entries can still be linked to names, such as P1Y";
    private const string RecoverableRemedy = "write how long a deleted key can be brought back before it is destroyed, such as P30D; P0D, to the end of the same day, must be written too";

    internal static LinkKeyRetention? Read(CheckedMap top, List<ScheduleProblem> problems)
    {
        switch (top.Node("log"))
        {
            case null:
                return null;
            case ScheduleNode.Map map:
                var log = new CheckedMap(map, "log", ScheduleKeys.Log, problems);
                return log.Period("keysKeptFor", KeptRemedy) is { } kept && log.Period("keysRecoverableFor", RecoverableRemedy) is { } recoverable
                    ? new LinkKeyRetention(kept, recoverable)
                    : null;
            default:
                top.Problem("log", "log is no map of keys", $"write below it {string.Join(", ", ScheduleKeys.Log)}, or leave it out: then the keys stay");
                return null;
        }
    }
}
