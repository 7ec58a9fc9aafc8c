using System.Globalization;
using NodaTime;
using Retention.Domain.Audit;
using Retention.Domain.Calendar;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Register;

namespace RetentionWorker.Watch;

/// <summary>
/// Lists what stands between records and their erasure and needs a person, from one consistent view. Every obstacle has a clock: the deadline of
/// what it keeps where one is known, else a clock of its own.
/// </summary>
internal sealed class Obstacles
{
    private readonly IReadSession session;
    private readonly RetentionSchedule? schedule;
    private readonly DateTimeZone zone;
    private readonly Instant now;
    private readonly Outlook outlook;

    private Obstacles(IReadSession session, RetentionSchedule? schedule, DateTimeZone zone, Instant now, Outlook outlook) =>
        (this.session, this.schedule, this.zone, this.now, this.outlook) = (session, schedule, zone, now, outlook);

    /// <summary>All of them, in no order.</summary>
    /// <param name="switchIsThrown">Whether the stop switch is thrown, noted already or not.</param>
    public static IEnumerable<Obstacle> Of(IReadSession session, RetentionSchedule? schedule, DateTimeZone zone, Instant now, Outlook outlook, bool switchIsThrown)
    {
        var all = new Obstacles(session, schedule, zone, now, outlook);
        return all.Guards(switchIsThrown).Concat(OpenPlans.Of(session, now)).Concat(all.Rejected()).Concat(all.OfRecords()).Concat(all.OpenOutcomes()).Concat(all.Holds()).Concat(all.Withdrawals())
            .Concat(all.Projects()).Concat(all.Places()).Concat(all.Breaches()).Concat(all.Instructions()).Concat(OpenCorrections.Of(session, schedule, now))
            .Concat(UnknownEnds.Of(session, outlook, now.DayIn(zone))).Concat(UnservedStores.Of(session, outlook, now)).Concat(UntoldRecipients.Of(session, zone));
    }

    private IEnumerable<Obstacle> Guards(bool switchIsThrown)
    {
        var (everything, due) = (outlook.FirstDeadline, outlook.DueRecords);
        var closed = session.Guards.Closed();
        if (switchIsThrown && closed.All(g => g.Guard != StopDesk.Guard))
            yield return Timed(ObstacleKind.Stopped, StopDesk.Guard, due, now, everything, StopDesk.ByFile, "retention start");
        foreach (var guard in closed)
        {
            if (guard.Guard == StopDesk.Guard)
                yield return Timed(ObstacleKind.Stopped, StopDesk.Guard, due, guard.Since, everything, guard.Code, "retention start");
            else if (guard.Store is { } store)
                yield return Timed(ObstacleKind.GuardClosed, store.Value, outlook.Due.Of(store).Records, guard.Since, outlook.Unheld.Of(store).Deadline, guard.Code, RemedyOf(guard.Code, store));
            else
                yield return Timed(ObstacleKind.GuardClosed, guard.Guard, due, guard.Since, everything, guard.Code, RemedyOf(guard.Guard));
        }
    }

    private static string RemedyOf(string code, StoreName store) => code switch
    {
        "marker-missing" => $"retention store check, then mount it; where only its marker was lost: retention store adopt {store} --identity ID (retention store list shows it)",
        _ => $"retention store check, then mount it, or: retention store adopt {store}",
    };

    private static string RemedyOf(string guard) => guard switch
    {
        "clock" => "retention clock show, then: retention clock confirm",
        "register" => "restore a backup, or: retention register confirm --because CODE",
        "log" => "retention audit verify",
        _ => "retention status",
    };

    private IEnumerable<Obstacle> Rejected() => outlook.Rejected.Where(t => t.Value.Records > 0).Select(t => Timed(
        ObstacleKind.PlanRejected, t.Key.Digest, t.Value, t.Key.Code, "correct the facts, or place a hold; else ask anew: retention purge --project P, then by another person: retention approve DIGEST"));

    private IEnumerable<Obstacle> OfRecords()
    {
        foreach (var (project, tally) in outlook.Overdue.Where(t => t.Value.Records > 0))
            yield return Timed(ObstacleKind.Overdue, project.Value, tally, "overdue", $"retention purge --project {project}");
        foreach (var (project, tally) in outlook.LateWhileSettling.Where(t => t.Value.Records > 0))
            yield return Timed(ObstacleKind.LateWhileSettling, project.Value, tally, "settling", $"retention plan --project {project}");
        foreach (var ((store, code), tally) in outlook.NotErased.Where(t => t.Value.Records > 0))
            yield return Timed(ObstacleKind.NotErased, store.Value, tally, code, "retention explain RECORD, then: retention purge");
        foreach (var (project, tally) in outlook.SharedOfWithdrawn.Where(t => t.Value.Records > 0))
            yield return Timed(ObstacleKind.SharedOfWithdrawn, project.Value, tally, "shared", $"retention withdraw list --project {project}");
        foreach (var ((store, why), tally) in outlook.Unclassified.Where(t => t.Value.Records > 0))
            yield return Timed(ObstacleKind.Unclassified, store.Value, tally, AuditWord.Of(why), RemedyOf(why));
    }

    /// <summary>Its name says nothing of what an unknown project or category is called: that comes from a path.</summary>
    private static string RemedyOf(UnclassifiedReason why) => why switch
    {
        UnclassifiedReason.NoTemplate => "name it as the store's template says, or change the template",
        UnclassifiedReason.NoProject => "retention project add PROJECT",
        _ => "add a rule to the schedule: retention schedule check",
    };

    private IEnumerable<Obstacle> OpenOutcomes()
    {
        var left = session.Intents.ListOpen().Where(i => now - i.At >= Clocks.GoingOn).ToList();
        if (left.Count == 0)
            yield break;
        var by = left.Select(i => session.Records.Find(i.RecordId)?.GroupId).OfType<long>().Distinct().Select(session.Ages.DeadlineOf).Aggregate((Instant?)null, Clocks.Earlier);
        yield return Timed(ObstacleKind.OutcomeOpen, "erasures", left.Count, left.Min(i => i.At), by, "no-outcome", "retention run --once");
    }

    private IEnumerable<Obstacle> Holds()
    {
        foreach (var hold in session.Holds.List().Where(h => h.ReleasedAt is null))
        {
            var (id, scope) = (hold.Hold.Id.ToString(CultureInfo.InvariantCulture), hold.Hold);
            if (outlook.HoldsPastReview.TryGetValue(scope.Id, out var covered) || scope.ReviewBy < now.DayIn(zone))
                yield return Timed(ObstacleKind.HoldPastReview, id, covered?.Records ?? 0, Clocks.EndOf(scope.ReviewBy, zone), covered?.Deadline, "review-passed",
                    scope.ForWithdrawal is { } objection ? $"retention withdraw decide {objection} --uphold, or --dismiss" : $"retention hold release {id}, or place it anew with a later review");
            if (scope.ForWithdrawal is null && KnownNames.Unmatched(session, scope) is not null)
                yield return new Obstacle(ObstacleKind.HoldUnmatched, id, 0, hold.PlacedAt, hold.PlacedAt + Clocks.UnmatchedHold, "matches-nothing", $"retention hold list, then place it anew and: retention hold release {id}");
        }
    }

    private IEnumerable<Obstacle> Withdrawals()
    {
        foreach (var facts in session.Withdrawals.List(null).Where(w => w.CancelledAt is null && (w.Facts.Stands || w.Facts.IsPending)).Select(w => w.Facts))
        {
            if (KnownNames.Unmatched(session, facts.Project, facts.Participant, facts.Category) is null)
                continue;
            var id = facts.Id.ToString(CultureInfo.InvariantCulture);
            // To whoever withdrew an answer is owed within a month of receipt (Art. 12(3)).
            yield return new Obstacle(ObstacleKind.WithdrawalUnmatched, id, 0, facts.RecordedAt, Clocks.EndOf(facts.AnswerBy, zone), "matches-nothing", $"retention withdraw list, then record it anew and: retention withdraw cancel {id}");
        }
    }

    private IEnumerable<Obstacle> Projects()
    {
        var today = now.DayIn(zone);
        foreach (var project in session.Projects.List().Where(p => PlannedEnds.HavePassed(session, p, today)))
        {
            var ending = session.Projects.MergedInto(project.Id).Append(project.Id).ToHashSet();
            var (end, present) = (project.PlannedEnd!.Value, outlook.Present.Where(p => ending.Contains(p.Key.Project) && p.Value.Records > 0).ToList());
            var promises = schedule?.Rules.Where(r => r.Erases && r.StartsAt == StartingPoint.ProjectEnd && present.Exists(p => r.AppliesTo(p.Key.Category)))
                .Select(r => r.EraseBy!.Value.AfterOrNever(end)).OfType<LocalDate>().ToList() ?? [];
            Instant? by = promises.Count == 0 ? null : Clocks.EndOf(promises.Min(), zone);
            var (code, remedy) = project.EndedOn is { } ahead
                ? ("end-lies-ahead", $"retention project replan {project.Id} --planned-end {Iso(ahead)} --informed HOW, or an earlier end: retention project end {project.Id} --on DATE --event KIND")
                : ("no-end-recorded", $"retention project end {project.Id} --on DATE --event KIND, or: retention project replan {project.Id} --planned-end DATE --informed HOW");
            yield return Timed(ObstacleKind.PlannedEndPassed, project.Id.Value, present.Sum(p => p.Value.Records), Clocks.EndOf(end, zone), by, code, remedy);
        }
    }

    private IEnumerable<Obstacle> Instructions()
    {
        foreach (var (project, tally) in outlook.InstructionAwaited.Where(t => t.Value.Records > 0))
        {
            var whole = session.Projects.Find(project)?.MergedInto ?? project;
            yield return Timed(ObstacleKind.InstructionAwaited, project.Value, tally, "no-instruction", $"ask the controller, then: retention project instruct {whole} --choice erase --on DATE --reference REF");
        }
    }

    private IEnumerable<Obstacle> Places() => session.Inventories.Unreadable().Select(u => Timed(
        ObstacleKind.UnreadablePlaces, u.Store.Value, u.Places, u.Since, null, "not-looked-into", "give the right to read, then: retention discover"));

    private IEnumerable<Obstacle> Breaches() => session.Breaches.Open().Select(b => new Obstacle(
        ObstacleKind.PossibleBreach, b.Id.ToString(CultureInfo.InvariantCulture), b.Records, b.Since, b.Since + Clocks.Breach, b.Code,
        $"find out what happened in store {b.Store}, then: retention breach close {b.Id} --because CODE"));

    private static string Iso(LocalDate date) => NodaTime.Text.LocalDatePattern.Iso.Format(date);

    private Obstacle Timed(ObstacleKind kind, string subject, Tally tally, string code, string remedy) =>
        Timed(kind, subject, tally.Records, tally.Since ?? now, tally.Deadline, code, remedy);

    private static Obstacle Timed(ObstacleKind kind, string subject, long records, Instant since, Instant? deadline, string code, string remedy) =>
        new(kind, subject, records, since, deadline ?? since + Clocks.Otherwise, code, remedy);
}
