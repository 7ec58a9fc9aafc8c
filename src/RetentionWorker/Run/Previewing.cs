using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Plans;
using Retention.Domain.Schedule;
using RetentionWorker.Catalogue;
using RetentionWorker.Plan;
using RetentionWorker.Record;
using RetentionWorker.Register;

namespace RetentionWorker.Run;

/// <summary>What a run over the scope would do now. <paramref name="Exceeded"/> are the limits for which it would wait.</summary>
internal sealed record Preview(
    MadePlan Made, IReadOnlyList<LimitExceeded> Exceeded, IReadOnlyList<StandingLine> Lines, RetentionSchedule Schedule, Instant At)
{
    public ErasurePlan Plan => Made.Plan;

    /// <summary>Said where the configured schedule is another than the one that this preview is made by.</summary>
    public string? NotInForce { get; init; }

    /// <summary>What is wrong with the configured schedule; the adopted one goes on answering, and nothing is erased.</summary>
    public IReadOnlyList<string> FileProblems { get; init; } = [];
}

/// <summary>Makes plans for people to look at: a run that stops after planning.</summary>
internal sealed class Previewing(ICatalogue catalogue, RetentionRun run, ScheduleInForce schedule, AuditLog log, IClock clock, Actor actor)
{
    private readonly PlanKeeping keeping = new(catalogue, log, clock, actor.Id);

    /// <summary>Under the configured schedule, which is adopted where it is not yet: for those who mean to act.</summary>
    public Preview Look(PlanScope scope, CancellationToken ct)
    {
        var inForce = schedule.Adopt();
        run.Decide(inForce, ct);
        return Made(inForce, scope);
    }

    /// <summary>Under the schedule that is in force, and adopts none: for those who only want to know.</summary>
    public Preview Peek(PlanScope scope, CancellationToken ct)
    {
        var seen = schedule.See();
        // Before the first adoption nothing was discovered, and there is nothing to decide.
        if (seen.IsAdopted)
            run.Decide(seen.Schedule, ct);
        return Made(seen.Schedule, scope) with { NotInForce = seen.Difference, FileProblems = seen.Problems };
    }

    private Preview Made(RetentionSchedule inForce, PlanScope scope)
    {
        var now = clock.GetCurrentInstant();
        using var session = catalogue.Read();
        var pass = PlannedPass.Make(session, inForce, scope, now);
        var exceeded = Consent.Of(session, pass, inForce, [], now) is PlanVerdict.Waits waits ? waits.Exceeded : [];
        return new Preview(pass.Made!, exceeded, new Standings(session, inForce).Of(scope, now), inForce, now);
    }

    /// <summary>What could go before its time, for an approval; kept, because it always waits for one.</summary>
    public MadePlan LookEarly(PlanScope scope, EarlyReason reason, CancellationToken ct)
    {
        var inForce = schedule.Adopt();
        run.Decide(inForce, ct);
        var now = clock.GetCurrentInstant();
        MadePlan made;
        using (var session = catalogue.Read())
            made = new PlanMaking(session).MakeEarly(inForce, scope, reason, now);
        if (made.Plan.Records > 0)
            keeping.AskEarly(made);
        return made;
    }

    /// <summary>Keeps the plan with its records, for an approval, a purge or a later look.</summary>
    public void Save(Preview preview) => keeping.Save(preview.Made);
}
