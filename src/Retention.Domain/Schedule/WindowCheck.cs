using NodaTime;
using Retention.Domain.Calendar;

namespace Retention.Domain.Schedule;

/// <summary>Checks that a rule's periods leave a day to erase on, whatever the starting date.</summary>
internal static class WindowCheck
{
    internal static void Check(CheckedMap map, CalendarPeriod? eraseAfter, CalendarPeriod? eraseBy, CalendarPeriod? retain)
    {
        if (eraseBy is not { } by)
            return;
        if (eraseAfter is { } after && after != by && ErasureWindow.StartOnWhichNotLater(after, by) is { } empty)
            map.Problem("eraseBy", Told("eraseAfter", after, by, empty), "leave at least a day between them in every month, or write the same period twice to erase on its last day");
        if (retain is { } kept && ErasureWindow.StartOnWhichNotLater(kept, by) is { } late)
            map.Problem("eraseBy", Told("retain", kept, by, late), "an obligation is kept through its last day: promise a later one");
    }

    /// <summary>
    /// A fact acts when it has settled, and its periods count from the day that it names: where the settling outlasts <c>eraseBy</c>, even what is
    /// recorded on its very day is late.
    /// </summary>
    internal static void CheckSettling(CheckedMap top, CalendarPeriod settle, IReadOnlyList<WrittenRule> rules)
    {
        foreach (var (rule, by) in SettlingRules(settle, rules))
        {
            if (ErasureWindow.StartOnWhichNotLater(settle, new CalendarPeriod(by.Months, by.Days + 1)) is { } late)
                top.Problem("settle", $"rule {rule.Rule.Id} (line {rule.Line}) can only be late: a fact of {late:uuuu-MM-dd}, recorded on that very day, settles for {settle} until {settle.After(late):uuuu-MM-dd}, and eraseBy {by} promises that all is gone by the end of {by.After(late):uuuu-MM-dd}", "settle for less than every eraseBy, with days to spare for facts that are recorded late");
        }
    }

    /// <summary>The rules that leave nothing but the rest of their last day to a fact that is recorded on its very day.</summary>
    internal static IEnumerable<WrittenRule> WithoutSpare(CalendarPeriod settle, IReadOnlyList<WrittenRule> rules) =>
        SettlingRules(settle, rules).Where(r => ErasureWindow.StartOnWhichNotLater(settle, r.By) is not null).Select(r => r.Rule);

    private static IEnumerable<(WrittenRule Rule, CalendarPeriod By)> SettlingRules(CalendarPeriod settle, IReadOnlyList<WrittenRule> rules) =>
        from written in rules
        where settle != CalendarPeriod.Zero && written.Rule is { EraseBy: not null, StartsAt: StartingPoint.ProjectEnd or StartingPoint.Withdrawal }
        select (written, written.Rule.EraseBy!.Value);

    private static string Told(string key, CalendarPeriod earlier, CalendarPeriod by, LocalDate start) =>
        $"the window is empty: counted from {start:uuuu-MM-dd}, {key} {earlier} keeps through {earlier.After(start):uuuu-MM-dd} and eraseBy {by} promises that it is gone by the end of {by.After(start):uuuu-MM-dd}";
}
