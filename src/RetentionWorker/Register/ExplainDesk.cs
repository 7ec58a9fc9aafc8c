using System.Text.Json;
using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Audit;
using Retention.Domain.Corrections;
using Retention.Domain.Decisions;
using Retention.Domain.Facts;
using Retention.Domain.Outcomes;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Record;

namespace RetentionWorker.Register;

/// <summary>One considered rule with its arithmetic, as the schedule writes its periods.</summary>
internal sealed record ExplainedRule(
    RuleId Rule, StartingPoint? StartsAt, LocalDate? Start, string? EraseAfter, string? EraseByPeriod, string? Retain, LocalDate? KeepThrough,
    LocalDate? EraseFrom, LocalDate? EraseBy, LocalDate? RetainThrough, bool Wins, string Because);

/// <summary>
/// Everything about one record. <paramref name="Decision"/> is keep, due, overdue, held or unclassified, and null once the record is gone.
/// <paramref name="LastOutcome"/> is the kind of the last entry that an erasure of it left on the log.
/// </summary>
internal sealed record Explanation(
    RecordAddress Record, long Number, string State, ProjectId? Project, CategoryName? Category, IReadOnlyList<ParticipantId> Participants, LocalDate CollectedOn,
    LocalDate? ProjectEndedOn, string? Decision, string? Reason, LocalDate? EraseFrom, LocalDate? EraseBy, Instant? DueAt, Instant? DeadlineAt, Instant? SettlesAt,
    bool NeedsPerson, bool FloorPassesEraseBy, IReadOnlyList<ExplainedRule> Rules, IReadOnlyList<long> Holds, Instant? ErasedAt, LocalDate? ResidueUntil,
    string? LastOutcome, Instant? LastOutcomeAt, Setback? Setback, string? Schedule)
{
    /// <summary>Kept though its deadline has passed: a fact behind it still settles.</summary>
    public bool Late { get; init; }

    [System.Text.Json.Serialization.JsonIgnore]
    public LocalDate Today { get; init; }

    /// <summary>The rejected plan that it was in: no schedule takes it any more.</summary>
    public ExplainedPlan? RejectedPlan { get; init; }

    /// <summary>The plan that would erase it and waits for an approval.</summary>
    public ExplainedPlan? WaitingPlan { get; init; }

    /// <summary>What was asked about its project's end, or the end of the one that this goes on as part of, and is not in effect.</summary>
    public CorrectionLine? Correction { get; init; }

    /// <summary>Said where its name leads to a project that nobody recorded: then no rule was asked.</summary>
    public string? UnknownProject { get; init; }
}

/// <summary>A kept plan that holds a record. <paramref name="Code"/> is why it was rejected, <paramref name="At"/> when that was said, or since when it waits.</summary>
internal sealed record ExplainedPlan(string Plan, string? Code, Instant At);

/// <summary>Answers why, why not and when, by the same pure decider that a run asks.</summary>
internal sealed class ExplainDesk(Bookkeeping books, ScheduleInForce schedules, AuditList log, IClock clock)
{
    public Registered<Explanation> Of(RecordReference asked, CancellationToken ct)
    {
        var seen = schedules.See();
        var schedule = seen.Schedule;
        using var session = books.Read();
        if (asked.Find(session) is not { } record)
            return Registered<Explanation>.Bad($"no record '{asked}' is known; names match exactly (retention discover looks for new ones)");
        var key = session.Groups.Find(record.GroupId)!.Key;
        var facts = new FactsReader(session).Of(key);
        var timetable = Decider.Timetable(facts, schedule);
        var decision = record.State == RecordState.Present ? Decider.At(timetable, facts, record.Address, session.Holds.Active(), clock.GetCurrentInstant()) : null;
        var (outcome, outcomeAt) = LastOutcome(record, key, ct);
        var project = key.Project is { } named ? session.Projects.Find(named) : null;
        var ending = project?.MergedInto is { } whole ? session.Projects.Find(whole) : project;
        return Registered<Explanation>.Of(new Explanation(
            record.Address, record.Id, AuditWord.Of(record.State), key.Project, key.Category, key.Participation.Participants, key.CollectedOn, ending?.EndedOn,
            WordOf(decision), ReasonOf(decision), timetable.EraseFrom, timetable.EraseBy, timetable.DueAt, timetable.DeadlineAt, timetable.SettlesAt,
            timetable.NeedsPerson, timetable.FloorPassesEraseBy, [.. timetable.Considered.Select(c => Explained(c, schedule))],
            decision is Decision.Held held ? [.. held.Holds.Select(h => h.Id)] : [], record.ErasedAt, record.ResidueUntil, outcome, outcomeAt, record.Setback, schedule.Sha256)
        {
            Today = books.Today(session),
            UnknownProject = facts is { ProjectName: { } unknown, Project: null }
                ? $"no project '{unknown}' is known{NearestName.Hint(unknown.Value, session.Projects.List().Select(p => p.Id.Value))}; add it, or correct the name in the store: retention project add {unknown} --planned-end DATE" : null,
            RejectedPlan = Rejected(record, session),
            WaitingPlan = Waiting(record, session),
            Correction = session.Corrections.Open().FirstOrDefault(c => c.Correction is not Correction.PlanMoved && c.Correction.Project is { } about && (about == project?.Id || about == ending?.Id)) is { } open ? CorrectionLine.Of(open, books.Now) : null,
            Late = decision is Decision.Keep { Reason: KeepReason.Settling } && timetable.DeadlineAt <= clock.GetCurrentInstant(),
        }, [.. new[] { seen.Difference }.OfType<string>()]);
    }

    private ExplainedPlan? Rejected(RecordEntry record, IReadSession session)
    {
        if (record.State != RecordState.Present || !session.Rejections.Covers(record.Id)
            || session.Plans.List(PlanStanding.Approved).Any(p => !p.IsOver(books.Now) && Holds(p.Plan.Digest, record, session)))
            return null;
        var ofGroup = session.Rejections.In(record.GroupId, [], books.Now);
        // The records of a plan that is long over are dropped; the no stays.
        return (ofGroup.LastOrDefault(no => no.Plan is { } plan && Holds(plan, record, session)) ?? ofGroup.LastOrDefault()) is { } last
            ? new(last.Plan ?? RejectedRecords.NoPlan, last.Code, last.At) : null;
    }

    private ExplainedPlan? Waiting(RecordEntry record, IReadSession session) =>
        record.State == RecordState.Present && session.Plans.List(PlanStanding.Waits).FirstOrDefault(p => !p.IsExpired(books.Now) && Holds(p.Plan.Digest, record, session)) is { } waits
            ? new(waits.Plan.Digest, null, waits.KeptAt)
            : null;

    private static bool Holds(string digest, RecordEntry record, IReadSession session) =>
        session.Plans.Page(digest, null, record.Id - 1, 1) is [{ Planned.RecordId: var first }] && first == record.Id;

    private static string? WordOf(Decision? decision) => decision switch
    {
        null => null,
        Decision.Keep => "keep",
        Decision.Due => "due",
        Decision.Overdue => "overdue",
        Decision.Held => "held",
        Decision.Unclassified => "unclassified",
        _ => throw new InvalidOperationException("The family of decisions is closed."),
    };

    private static string? ReasonOf(Decision? decision) => decision switch
    {
        Decision.Keep keep => AuditWord.Of(keep.Reason),
        Decision.Unclassified unclassified => AuditWord.Of(unclassified.Reason),
        _ => null,
    };

    private static ExplainedRule Explained(ConsideredRule considered, RetentionSchedule schedule)
    {
        var rule = schedule.Rules.First(r => r.Id == considered.Rule);
        return new(
            rule.Id, rule.StartsAt, considered.Start, rule.EraseAfter?.ToString(), rule.EraseBy?.ToString(), rule.Retain?.ToString(), considered.KeepThrough,
            considered.EraseFrom, considered.EraseBy, considered.RetainThrough, considered.Wins, rule.Because);
    }

    private (string? Kind, Instant? At) LastOutcome(RecordEntry record, GroupKey key, CancellationToken ct)
    {
        if (key.Project is null)
            return (null, null);
        JsonElement? last = null;
        foreach (var entry in log.Read(new AuditFilter(Project: key.Project, Record: record.Address), ct))
        {
            if (entry.Entry.GetProperty("kind").GetString() is not ("hold-placed" or "erasure-intended"))
                last = entry.Entry;
        }
        return last is { } found
            ? (found.GetProperty("kind").GetString(), NodaTime.Text.InstantPattern.General.Parse(found.GetProperty("at").GetString()!).Value)
            : (null, null);
    }
}
