using Retention.Domain.Calendar;
using Retention.Domain.Schedule;

namespace Retention.Domain.Corrections;

/// <summary>One thing that two schedules say differently. <paramref name="Subject"/> is a rule's id, or the key beside the rules.</summary>
public sealed record ScheduleDifference(string Subject, string What, string Before, string After, Shift Shift);

/// <summary>
/// Says by what two schedules differ, and which way each difference can move a record's days. In doubt it is both ways: then it takes a second
/// person and word of how participants learn of it. What is written in <c>because</c>, the order of the rules, and limits that become tighter move nothing.
/// </summary>
public static class ScheduleComparison
{
    private const string Nothing = "";
    private const Shift Both = Shift.Sooner | Shift.Later;

    /// <summary>All differences that could matter, rule by rule.</summary>
    public static IReadOnlyList<ScheduleDifference> Between(RetentionSchedule before, RetentionSchedule after)
    {
        var all = new List<ScheduleDifference>();
        var (old, @new) = (before.Rules.ToDictionary(r => r.Id), after.Rules.ToDictionary(r => r.Id));
        var come = after.Rules.Where(r => !old.ContainsKey(r.Id)).ToList();
        foreach (var rule in before.Rules.Where(r => !@new.ContainsKey(r.Id)))
        {
            if (come.Find(r => !Between(rule, r).Any()) is { } renamed)
            {
                come.Remove(renamed);
                all.Add(new(renamed.Id.Value, "id", rule.Id.Value, renamed.Id.Value, Shift.None));
            }
            else
            {
                all.Add(new(rule.Id.Value, "rule", InWords(rule), Nothing, Removed(rule)));
            }
        }
        all.AddRange(come.Select(rule => new ScheduleDifference(rule.Id.Value, "rule", Nothing, InWords(rule), Added(rule))));
        all.AddRange(after.Rules.Where(r => old.ContainsKey(r.Id)).SelectMany(r => Between(old[r.Id], r)));
        if (before.Zone.Id != after.Zone.Id)
            all.Add(new("timeZone", "timeZone", before.Zone.Id, after.Zone.Id, Both));
        if (before.Settle != after.Settle)
            all.Add(new("settle", "settle", before.Settle.ToString(), after.Settle.ToString(), Compare(before.Settle, after.Settle) >= 0 ? Shift.Sooner : Shift.None));
        foreach (var (window, was, now) in new[] { ("", before.Limits.Run, after.Limits.Run), ("perDay.", before.Limits.Day, after.Limits.Day), ("perWeek.", before.Limits.Week, after.Limits.Week) })
            all.AddRange(Between(window, was, now));
        all.AddRange(Between(before.LinkKeys, after.LinkKeys));
        all.AddRange(OfLogEntries(before.LogEntriesKeptFor, after.LogEntriesKeptFor));
        return all;
    }

    /// <summary>Which way any of them can move a record's days.</summary>
    public static Shift Of(IEnumerable<ScheduleDifference> differences) => differences.Aggregate(Shift.None, (all, one) => all | one.Shift);

    private static IEnumerable<ScheduleDifference> Between(Rule was, Rule now)
    {
        var id = now.Id.Value;
        foreach (var gone in was.Categories.Except(now.Categories).OrderBy(c => c.Value, StringComparer.Ordinal))
            yield return new(id, "category", gone.Value, Nothing, Removed(was));
        foreach (var come in now.Categories.Except(was.Categories).OrderBy(c => c.Value, StringComparer.Ordinal))
            yield return new(id, "category", Nothing, come.Value, Added(now));
        if ((was.StartsAt, was.FixedDate) != (now.StartsAt, now.FixedDate))
            yield return new(id, "startsAt", Start(was), Start(now), was.StartsAt == now.StartsAt ? was.FixedDate < now.FixedDate ? Shift.Later : Shift.Sooner : Both);
        // A rule that changes its nature (erases, keeps, obliges) takes one away and brings another.
        if (was.Erases != now.Erases)
            yield return new(id, "eraseAfter", Text(was.EraseAfter), Text(now.EraseAfter), now.Erases ? Shift.Sooner : Shift.Later);
        else if (was.EraseAfter is { } after && now.EraseAfter is { } afterNow && after != afterNow)
            yield return new(id, "eraseAfter", Text(after), Text(afterNow), Longer(after, afterNow));
        if (was.EraseBy is { } by && now.EraseBy is { } byNow && by != byNow)
            yield return new(id, "eraseBy", Text(by), Text(byNow), Longer(by, byNow));
        if (was.Retain != now.Retain)
        {
            yield return new(
                id, "retain", Text(was.Retain), Text(now.Retain),
                was.Retain is null ? Shift.Later : now.Retain is null ? Shift.Sooner : Longer(was.Retain.Value, now.Retain.Value));
        }
        if (was.Keeps != now.Keeps)
            yield return new(id, "disposition", was.Keeps ? ScheduleKeys.Keep : Nothing, now.Keeps ? ScheduleKeys.Keep : Nothing, now.Keeps ? Shift.Later : Shift.Sooner);
    }

    /// <summary>A key that goes sooner, or may be brought back for less long, cannot be had back; one that stays moves no record's day.</summary>
    private static IEnumerable<ScheduleDifference> Between(LinkKeyRetention? was, LinkKeyRetention? now)
    {
        foreach (var (name, before, after) in new[] { ("keysKeptFor", was?.KeptFor, now?.KeptFor), ("keysRecoverableFor", was?.RecoverableFor, now?.RecoverableFor) })
        {
            if (before != after)
                yield return new("log", name, Text(before), Text(after), Shorter(before, after));
        }
    }

    /// <summary>Entries that go sooner are gone; ones that stay longer move no record's day.</summary>
    private static IEnumerable<ScheduleDifference> OfLogEntries(CalendarPeriod? was, CalendarPeriod? now)
    {
        if (was != now)
            yield return new("log", "entriesKeptFor", Text(was), Text(now), Shorter(was, now));
    }

    private static Shift Shorter(CalendarPeriod? was, CalendarPeriod? now) => now is not null && (was is null || Compare(was.Value, now.Value) >= 0) ? Shift.Sooner : Shift.None;

    private static IEnumerable<ScheduleDifference> Between(string window, Bounds was, Bounds now)
    {
        foreach (var (name, before, after) in new (string, long?, long?)[]
        {
            ("records", was.Records, now.Records), ("bytes", was.Bytes, now.Bytes), ("participants", was.Participants, now.Participants),
            ("projects", was.Projects, now.Projects), ("percentOfStore", was.PercentOfStore, now.PercentOfStore), ("percentOfProject", was.PercentOfProject, now.PercentOfProject),
        })
        {
            // A looser limit erases more unattended; it moves no day.
            if (before != after)
                yield return new("limits", window + name, Text(before), Text(after), before is not null && (after is null || after > before) ? Shift.Sooner : Shift.None);
        }
    }

    /// <summary>A rule that erases reaches further; an obligation, or a rule that keeps, holds more back.</summary>
    private static Shift Added(Rule rule) => (rule.Erases ? Shift.Sooner : Shift.None) | (rule.IsObligation || rule.Keeps ? Shift.Later : Shift.None);

    private static Shift Removed(Rule rule) => (rule.Erases ? Shift.Later : Shift.None) | (rule.IsObligation || rule.Keeps ? Shift.Sooner : Shift.None);

    private static Shift Longer(CalendarPeriod was, CalendarPeriod now) => Compare(was, now) switch
    {
        < 0 => Shift.Later,
        > 0 => Shift.Sooner,
        _ => Both,
    };

    /// <summary>Negative where the first is shorter from every start, positive where it is longer, 0 where that depends on the start (P1M and P30D).</summary>
    private static int Compare(CalendarPeriod first, CalendarPeriod second)
    {
        // A month has 28 to 31 days; several together at least 28 each (rounding the short ones down is the safe side) and at most 31.
        long Least(CalendarPeriod p) => (p.Months * 28L) + p.Days;
        long Most(CalendarPeriod p) => (p.Months * 31L) + p.Days;
        if (first.Months == second.Months)
            return first.Days.CompareTo(second.Days);
        return Most(first) < Least(second) ? -1 : Most(second) < Least(first) ? 1 : 0;
    }

    private static string InWords(Rule rule) => string.Join(' ', new[]
    {
        string.Join('+', rule.Categories.Select(c => c.Value)), Start(rule), rule.EraseAfter is null ? "" : $"eraseAfter {rule.EraseAfter} eraseBy {rule.EraseBy}",
        rule.Retain is null ? "" : $"retain {rule.Retain}", rule.Keeps ? ScheduleKeys.Keep : "",
    }.Where(w => w.Length > 0));

    private static string Start(Rule rule) => rule.FixedDate is { } date ? NodaTime.Text.LocalDatePattern.Iso.Format(date) : rule.StartsAt is { } at ? Audit.AuditWord.Of(at) : Nothing;

    private static string Text(CalendarPeriod? period) => period?.ToString() ?? Nothing;

    private static string Text(long? bound) => bound?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Nothing;
}
