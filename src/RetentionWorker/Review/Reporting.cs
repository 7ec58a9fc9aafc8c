using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Decisions;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Plan;
using RetentionWorker.Record;

namespace RetentionWorker.Review;

/// <summary>What came of asking for a month's report.</summary>
internal abstract record Reported
{
    internal sealed record Done(MonthReport Report) : Reported;

    /// <summary>Nothing can be said of the month: it has not begun, or was over before the log began.</summary>
    internal sealed record OutsideTheLog(string Problem) : Reported;

    /// <summary>The log does not verify. <paramref name="At"/> is the first entry that cannot be trusted.</summary>
    internal sealed record Broken(long? At, string Problem) : Reported;

    /// <summary>The log went on each time while it was verified.</summary>
    internal sealed record Moving : Reported;
}

/// <summary>Makes the report of a month: the verified log first, and of the catalogue, in the same view, only what the log cannot tell. Writes nothing.</summary>
internal sealed class Reporting(VerifiedReading reading, Commitments commitments, ReadSchedule schedules, IClock clock)
{
    public Reported Of(YearMonth asked, Action<long, long>? progress, CancellationToken ct) => reading.Of<Reported>(
        (session, verdict) => Of(asked, session, verdict, ct), (at, problem) => new Reported.Broken(at, problem), () => new Reported.Moving(), progress, ct);

    private Reported Of(YearMonth asked, IReadSession session, LogVerdict verdict, CancellationToken ct)
    {
        var (schedule, now) = (session.Schedules.Current() is { } adopted ? schedules(adopted) : null, clock.LogNow());
        var month = new ReportMonth(asked, schedule?.Zone ?? DateTimeZone.Utc, now);
        if (month.IsAhead)
            return new Reported.OutsideTheLog($"{month.Name} has not begun");
        var withdrawals = new WithdrawalCounting(
            month, session.Withdrawals.List(null).Select(w => w.Facts).Where(f => month.Holds(f.RecordedAt)).Select(f => (f.Id, commitments.AllOfParticipant(f.Project, f.Participant))));
        var story = new MonthStory(month, withdrawals);
        if (VerifiedReading.RootOf(session, story.Read, ct) != verdict.Root)
            return new Reported.Broken(null, "the entries changed after they were verified");
        if (story.Begins is not { } begins || begins >= month.End)
            return new Reported.OutsideTheLog($"{month.Name} was over before the log began{(story.Begins is { } first ? $" ({Answered(first)})" : "")}: nothing is known of it");
        var stand = new LogStand(
            session.Log.Head().Signed!.VKey.Split('+')[0], verdict.Size, verdict.Root, verdict.RestsOn, verdict.OpenIntents,
            [.. verdict.Findings.CountBy(f => f.Finding).OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => new CodeCount(f.Key, f.Value))]);
        return new Reported.Done(new MonthReport(
            month.Name, month.First, month.Through, month.IsRunning, month.Zone.Id, now, stand, story.Figures(),
            new([.. Overdue(session, schedule, month, now)], session.Plans.List(PlanStanding.Waits).LongCount(p => !p.IsOver(now)), Settled(session, schedule, withdrawals, now.InZone(month.Zone).Date)))
        {
            LogBegan = month.Holds(begins) ? begins : null,
        });
    }

    /// <summary>
    /// Decided here, by the facts of now and without writing: what the catalogue keeps of an earlier decision may be older than the last fact, and no run may have come since.
    /// </summary>
    private static IEnumerable<OverdueLine> Overdue(IReadSession session, RetentionSchedule? schedule, ReportMonth month, Instant now)
    {
        var (facts, census) = (new FactsReader(session), new Census(session));
        var lines = new SortedDictionary<(string Category, string Store), OverdueLine>(PlaceOrder.Instance);
        foreach (var (group, stored) in session.Groups.Stream())
        {
            if (group.Key.Category is not { } category || !PlanMaking.InScope(group.Key, PlanScope.Everything))
                continue;
            var timetable = schedule is null ? stored : StoredTimetable.Of(Decider.Timetable(facts.Of(group.Key), schedule));
            var (atEnd, today) = (census.CountOf(group, timetable, month.AsOf), census.CountOf(group, timetable, now));
            var held = timetable.DeadlineAt <= now && !timetable.FloorPassesEraseBy ? today.Held : 0;
            var key = (category.Value, group.Key.Store.Value);
            var line = lines.GetValueOrDefault(key) ?? new(key.Item1, key.Item2, 0, 0, 0);
            lines[key] = line with { AtEnd = line.AtEnd + atEnd.Overdue + atEnd.Late, Now = line.Now + today.Overdue + today.Late, HeldNow = line.HeldNow + held };
        }
        return lines.Values.Where(l => l.AtEnd + l.Now + l.HeldNow > 0);
    }

    private static SettledFigures Settled(IReadSession session, RetentionSchedule? schedule, WithdrawalCounting withdrawals, LocalDate today)
    {
        var open = WithdrawalStandings.Of(session, schedule, today).Where(s => withdrawals.Recorded.Contains(s.Withdrawal)).ToList();
        var cancelled = withdrawals.Recorded.Where(w => session.Withdrawals.Find(w) is { CancelledAt: not null }).ToList();
        var settled = withdrawals.Recorded.Except(open.Select(o => o.Withdrawal)).Except(cancelled).ToList();
        var beyond = open.LongCount(o => o.DaysLeft < 0 || (o.InformDue && o.InformBy < today));
        return new(settled.LongCount(w => !withdrawals.HasLate(w)), settled.LongCount(withdrawals.HasLate), open.Count - beyond, beyond, cancelled.Count);
    }

    private static string Answered(Instant first) => NodaTime.Text.InstantPattern.General.Format(first);
}
