using Retention.Domain.Calendar;

namespace Retention.Domain.Schedule;

/// <summary>Reads what the schedule says of the audit log itself.</summary>
internal static class LogCheck
{
    private const string KeysKept = "keysKeptFor";
    private const string KeysRecoverable = "keysRecoverableFor";
    private const string EntriesKept = "entriesKeptFor";
    private const string KeptRemedy = "write how long after a project's last copy is gone its entries can still be linked to names, such as P1Y";
    private const string RecoverableRemedy = "write how long a deleted key can be brought back before it is destroyed, such as P30D; P0D, to the end of the same day, must be written too";

    /// <summary>Less is no evidence: an account of what was erased (Art. 5(2)) must outlive the question after it.</summary>
    private static readonly CalendarPeriod ShortestLog = new(12, 0);

    internal static (LinkKeyRetention? Keys, CalendarPeriod? Entries) Read(CheckedMap top, List<ScheduleProblem> problems)
    {
        switch (top.Node("log"))
        {
            case null:
                return default;
            case ScheduleNode.Map map:
                var log = new CheckedMap(map, "log", ScheduleKeys.Log, problems);
                return (Keys(log), Entries(log));
            default:
                top.Problem("log", "log is no map of keys", $"write below it {string.Join(", ", ScheduleKeys.Log)}, or leave it out: then keys and entries stay");
                return default;
        }
    }

    /// <summary>Both periods or neither; where nothing at all is written, the keys are what is missing.</summary>
    private static LinkKeyRetention? Keys(CheckedMap log)
    {
        if (log.Has(EntriesKept) && !log.Has(KeysKept) && !log.Has(KeysRecoverable))
            return null;
        return log.Period(KeysKept, KeptRemedy) is { } kept && log.Period(KeysRecoverable, RecoverableRemedy) is { } recoverable ? new LinkKeyRetention(kept, recoverable) : null;
    }

    private static CalendarPeriod? Entries(CheckedMap log)
    {
        if (log.PeriodIfAny(EntriesKept) is not { } kept)
            return null;
        // Counted as short as months can be: what may be less than a year is.
        if ((kept.Months * 28L) + kept.Days >= 365 || kept.Months >= ShortestLog.Months)
            return kept;
        log.Problem(EntriesKept, $"{kept} may be less than a year: whoever asks what became of their data would find no account", "write at least P1Y, or leave the key out: then the entries stay");
        return null;
    }
}
