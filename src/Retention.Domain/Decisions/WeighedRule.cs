using NodaTime;
using Retention.Domain.Calendar;
using Retention.Domain.Schedule;

namespace Retention.Domain.Decisions;

/// <summary>
/// What one rule says of a record, before the rules are compared. <paramref name="DueAt"/> is the first instant at which this rule alone,
/// its facts settled, would let the record be erased; null is never.
/// </summary>
internal sealed record WeighedRule(Rule Rule, LocalDate? Start, ErasureWindow Window, LocalDate? RetainThrough, Instant? DueAt)
{
    /// <summary>Whether it erases and its starting point has come.</summary>
    internal bool Acts => Rule.Erases && Start is not null;

    internal static WeighedRule Of(Rule rule, IReadOnlyList<StartedAt> starts, RetentionSchedule schedule)
    {
        if (starts.Count == 0)
            return new(rule, null, default, null, null);
        var start = starts.Min(s => s.On);
        return new(
            rule,
            start,
            WindowOf(rule, start),
            // Each start begins a duty of its own, and the longest of them is the floor; back-dating one start must not lower it.
            rule.Retain?.AfterOrNever(starts.Max(s => s.On)),
            rule.Erases ? starts.Min(s => DueAfter(s, WindowOf(rule, s.On), schedule)) : null);
    }

    internal ConsideredRule Considered(bool wins) =>
        new(Rule.Id, Start, Window.KeepThrough ?? RetainThrough, Window.EraseFrom, Window.EraseBy, RetainThrough, wins);

    private static ErasureWindow WindowOf(Rule rule, LocalDate start) =>
        rule is { EraseAfter: { } after, EraseBy: { } by } ? ErasureWindow.From(start, after, by) : default;

    private static Instant? DueAfter(StartedAt start, ErasureWindow window, RetentionSchedule schedule)
    {
        if (window.OpensAt(schedule.Zone) is not { } opens)
            return null;
        if (start.RecordedAt is not { } recorded)
            return opens;
        return recorded.AfterIn(schedule.Settle, schedule.Zone) is { } settled ? Instant.Max(opens, settled) : null;
    }
}
