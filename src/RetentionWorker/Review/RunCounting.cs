using System.Text.Json;
using NodaTime;
using RetentionWorker.Record;

namespace RetentionWorker.Review;

/// <summary>
/// Holds what the runs say they erased against the outcomes: the outcomes since the run before are this run's, the latest of them, as far as its books say; what is left of them was erased by a
/// run that never closed its books.
/// </summary>
internal sealed class RunCounting(ReportMonth month)
{
    private readonly List<(bool InMonth, long Count)> pending = [];
    private readonly SortedDictionary<string, long> notErased = new(StringComparer.Ordinal);
    private readonly HashSet<LocalDate> days = [];
    private long runs;
    private long due;
    private long erased;
    private long absent;
    private long outside;
    private long after;
    private long beside;
    private long unaccounted;

    /// <summary>The days on which an unattended run came to its end.</summary>
    public IReadOnlySet<LocalDate> Days => days;

    /// <param name="inMonth">Whether the outcome is of the month.</param>
    /// <param name="resolved">Whether it was found out at a later start, and so is in no run's books.</param>
    public void Erased(bool inMonth, bool resolved)
    {
        if (resolved)
            beside += inMonth ? 1 : 0;
        else if (pending.Count > 0 && pending[^1].InMonth == inMonth)
            pending[^1] = (inMonth, pending[^1].Count + 1);
        else
            pending.Add((inMonth, 1));
    }

    public void Ended(JsonElement entry, Instant at)
    {
        if (entry.TryGetProperty("of", out _))
            return;
        var (said, inMonth) = (EntryChecks.Number(entry, "erased"), month.Holds(at));
        var left = said;
        foreach (var (ofMonth, count) in pending.AsEnumerable().Reverse())
        {
            var taken = Math.Min(left, count);
            left -= taken;
            outside += inMonth && !ofMonth ? taken : 0;
            after += ofMonth && !inMonth ? taken : 0;
            beside += ofMonth ? count - taken : 0;
        }
        pending.Clear();
        if (!inMonth)
            return;
        unaccounted += left + (entry.TryGetProperty("unaccounted", out var missing) ? missing.GetInt64() : 0);
        runs++;
        due += EntryChecks.Number(entry, "due");
        erased += said;
        absent += EntryChecks.Number(entry, "alreadyAbsent");
        foreach (var reason in entry.GetProperty("notErased").EnumerateObject())
            notErased[reason.Name] = notErased.GetValueOrDefault(reason.Name) + reason.Value.GetInt64();
        if (EntryChecks.Text(entry, "actor") == "schedule")
            days.Add(at.InZone(month.Zone).Date);
    }

    /// <param name="erasedInMonth">By the outcomes.</param>
    public RunFigures Figures(long erasedInMonth)
    {
        var besideRuns = beside + pending.Where(p => p.InMonth).Sum(p => p.Count);
        return new(
            runs, due, erased, absent, [.. notErased.Select(n => new CodeCount(n.Key, n.Value))], outside, after, besideRuns, unaccounted,
            unaccounted == 0 && erased - outside + after + besideRuns == erasedInMonth);
    }
}
