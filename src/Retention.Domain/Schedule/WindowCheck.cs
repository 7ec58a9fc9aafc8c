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

    private static string Told(string key, CalendarPeriod earlier, CalendarPeriod by, LocalDate start) =>
        $"the window is empty: counted from {start:uuuu-MM-dd}, {key} {earlier} keeps through {earlier.After(start):uuuu-MM-dd} and eraseBy {by} promises that it is gone by the end of {by.After(start):uuuu-MM-dd}";
}
