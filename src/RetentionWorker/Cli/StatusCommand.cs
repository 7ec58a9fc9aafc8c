using System.CommandLine;
using NodaTime;
using Retention.Domain.Approvals;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using RetentionWorker.Plan;
using RetentionWorker.Register;
using RetentionWorker.Run;
using RetentionWorker.Watch;

namespace RetentionWorker.Cli;

/// <summary>
/// Records of one project and category, counted by where they stand. <paramref name="Overdue"/> counts what is late for whatever reason: also what
/// may not be erased yet because a fact behind it still settles.
/// </summary>
internal sealed record StatusLine(
    ProjectId? Project, CategoryName? Category, long Kept, long Due, long Overdue, long Held, long Unclassified, Instant? NextDeadline)
{
    public static StatusLine Of(IGrouping<(ProjectId?, CategoryName?), StandingLine> lines) => new(
        lines.Key.Item1, lines.Key.Item2, Sum(lines.Where(l => !l.Late), Standing.Kept), Sum(lines, Standing.Due), Sum(lines, Standing.Overdue) + Sum(lines.Where(l => l.Late), Standing.Kept), Sum(lines, Standing.Held),
        Sum(lines, Standing.Unclassified), lines.Where(l => l.Standing is not Standing.Held).Min(l => l.DeadlineAt));

    private static long Sum(IEnumerable<StandingLine> lines, Standing standing) => lines.Where(l => l.Standing == standing).Sum(l => l.Records);
}

/// <summary>The stop as <c>status</c> shows it. <paramref name="Records"/> wait for its end, due already.</summary>
internal sealed record StopAnswer(Instant? Since, string? By, string? Because, int InFlight, long Records, long LateWithin30Days, Instant? EarliestDeadline);

internal sealed class StatusCommand : Verb
{
    /// <summary>What is due and has less time than this is at risk.</summary>
    private static readonly Duration AtRisk = Duration.FromDays(2);

    private static readonly Duration LateSoon = Duration.FromDays(30);

    private readonly Option<bool> detailed = new("--detailed-exitcode") { Description = "2 where something needs a person" };

    public StatusCommand()
        : base("status", "Show where the records stand, what is late, and what needs a person.", "retention status --detailed-exitcode --output json") => Add(detailed);

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var attention = asked.Room<StatusDesk>().Look();
        var stores = await asked.Room<StoreCheck>().CheckAsync(null, ct) ?? [];
        var health = asked.Room<HealthDesk>().Ask();
        Preview? preview = null;
        string? noSchedule = null;
        try
        {
            var previewing = asked.Room<Previewing>();
            preview = await asked.ShowAsync("deciding and planning", _ => Task.FromResult(previewing.Peek(PlanScope.Everything, ct)));
        }
        catch (ScheduleFault fault)
        {
            // What is held and what stands open can be told without a schedule.
            noSchedule = fault.Message;
        }
        if (preview?.NotInForce is { } difference)
            asked.Answer.Warn(difference);
        var lines = (preview?.Lines ?? []).GroupBy(l => (l.Project, l.Category)).Select(StatusLine.Of).ToList();
        var waiting = asked.Room<PlanReading>().List().Where(p => p is { Standing: PlanStanding.Waits, IsExpired: false }).OrderBy(p => p.MustBeResolvedBy ?? Instant.MaxValue).ToList();
        // After the preview: that decides what is not decided yet.
        var watched = asked.Room<WatchDesk>().Look();
        var withdrawals = asked.Room<WithdrawalStandings>().Of(preview?.Schedule, attention.Today);
        var storeHolds = asked.Room<StoreHoldStandings>().List();
        var needs = Needs(preview, noSchedule, attention, waiting, stores, lines).Concat(withdrawals.SelectMany(WithdrawalNeeds.Of)).Concat(StoreHoldsShown.Needs(storeHolds)).Concat(StopsShown.Needs(watched)).ToList();
        asked.Answer.One(
            new
            {
                stops = StopsShown.Of(watched), coverage = watched.Coverage,
                stop = attention.Stop.Stopped ? Stop(attention.Stop, preview) : null, guards = attention.Guards, unreadable = attention.Unreadable, waitingPlans = waiting,
                kept = lines.Sum(l => l.Kept), due = lines.Sum(l => l.Due), overdue = lines.Sum(l => l.Overdue), late = preview?.Lines.Where(l => l.Late).Sum(l => l.Records) ?? 0, held = lines.Sum(l => l.Held),
                unclassified = lines.Sum(l => l.Unclassified), nextDeadline = lines.Min(l => l.NextDeadline), needsPerson = needs, records = lines, stores,
                collectedAhead = attention.CollectedAhead, openIntents = attention.OpenIntents, setBack = attention.SetBack, waitingPlan = attention.LastRun is { Waits: true } waits ? waits.Plan : null, attention.LastRun,
                unmatchedHolds = attention.Holds.Where(h => h.Unmatched is not null), attention.UnmatchedWithdrawals,
                withdrawals, storeHolds, releases = attention.Holds.Where(h => h.ReleasesAt is not null),
                reviewsDue = attention.Holds.Where(h => h.ReviewIsDue).Select(h => h.Hold), attention.PlannedEndPassed,
                projects = attention.Projects, projectsWithoutEnd = attention.ProjectsWithoutEnd,
                daemon = health.Alive ? "at-work" : health.Note is null ? "none" : "not-at-work", schedule = preview?.Plan.ScheduleSha256,
            });
        if (!asked.Answer.IsJson)
        {
            Tell(asked.Answer, watched, lines, stores, attention, health, needs);
            StopsShown.Tell(asked.Answer, watched.Coverage);
        }
        return needs.Count + watched.Obstacles.Count > 0 && asked.Get(detailed) ? ExitCode.NeedsPerson : ExitCode.Done;
    }

    /// <summary>What a stop means: the records that wait for its end, those of them that are late by then, and the first deadline.</summary>
    private static StopAnswer Stop(StopLine stop, Preview? preview)
    {
        var waiting = preview?.Lines.Where(l => l.Standing is Standing.Due or Standing.Overdue).ToList() ?? [];
        var late = preview?.Lines.Where(l => l.Standing is Standing.Due or Standing.Overdue or Standing.Kept && l.DeadlineAt <= preview.At + LateSoon).ToList() ?? [];
        return new StopAnswer(
            stop.Since, stop.By, stop.Because, stop.InFlight, waiting.Sum(l => l.Records), late.Sum(l => l.Records),
            preview?.Lines.Where(l => l.Standing is not Standing.Held).Min(l => l.DeadlineAt));
    }

    private static IEnumerable<string> Needs(Preview? preview, string? noSchedule, Attention attention, IReadOnlyList<KeptPlanLine> waiting, IReadOnlyList<StoreLine> stores, List<StatusLine> lines)
    {
        if (attention.Stop.Stopped)
            yield return InWords(Stop(attention.Stop, preview));
        foreach (var guard in attention.Guards)
            yield return guard.InWords;
        foreach (var problem in noSchedule?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
            yield return $"there is no schedule to decide by: {problem}";
        foreach (var problem in preview?.FileProblems ?? [])
            yield return $"nothing is erased before the configured schedule is sound: {problem}";
        if (lines.Sum(l => l.Overdue) is > 0 and var overdue)
            yield return $"{Amount.Are(overdue, "record")} overdue";
        if (preview?.Lines.Where(l => l.Late).Sum(l => l.Records) is > 0 and var late)
            yield return StandingWords.Late(late);
        if (preview is not null && preview.Lines.Where(l => l.Standing == Standing.Due && l.DeadlineAt - preview.At < AtRisk).Sum(l => l.Records) is > 0 and var risk)
            yield return $"{Amount.Are(risk, "record")} at risk: due, with less than {Amount.Of(AtRisk.Days, "day")} left";
        foreach (var plan in waiting)
            yield return $"plan {plan.Digest} ({Amount.Of(plan.Records, "record")}) waits for an approval{(plan.RejectedBefore.Count > 0 ? $", and somebody said no to {Amount.Of(plan.RejectedBefore.Sum(no => no.Records), "record")} of it" : "")}{(plan.MustBeResolvedBy is { } by ? $"; it must be resolved by {Answer.Show(by)}" : "")}";
        if (waiting.Count == 0 && preview is { Exceeded.Count: > 0 })
            yield return "what is due goes beyond a limit: the next run's plan will wait for an approval";
        if (lines.Sum(l => l.Unclassified) is > 0 and var unclassified)
            yield return $"{Amount.Are(unclassified, "record")} unclassified: kept until somebody says what they are";
        if (preview?.Lines.Where(l => l.NeedsPerson).Sum(l => l.Records) is > 0 and var shared)
            yield return $"{shared} shared records concern somebody who withdrew";
        if (preview?.Lines.Where(l => l.FloorPassesEraseBy).Sum(l => l.Records) is > 0 and var floor)
            yield return $"{Amount.Are(floor, "record")} kept by an obligation beyond the day they were promised to be gone";
        foreach (var store in stores.Where(s => s.Condition is not StoreCondition.Good))
            yield return $"store {store.Store} is {Answer.Show(store.Condition)}{(store.Problem is null ? "" : $": {store.Problem}")}";
        if (attention.CollectedAhead > 0)
            yield return $"{Amount.Were(attention.CollectedAhead, "record")} collected on a day that has not come, and their periods count from it: correct their modification time, or the date in their name";
        foreach (var places in attention.Unreadable)
            yield return $"{places.Places} places of store {places.Store} could not be looked into since {Answer.Show(places.Since)}: what lies there is not decided (retention discover names them)";
        if (attention.OpenIntents > 0)
            yield return $"{attention.OpenIntents} erasures have no outcome yet";
        if (attention.SetBack > 0)
            yield return $"{Amount.Of(attention.SetBack, "record")} could not be erased at the last try (retention explain RECORD says why, and when the next is; retention purge tries at once)";
        foreach (var need in HoldNeeds.Of(attention.Holds))
            yield return need;
        foreach (var withdrawal in attention.UnmatchedWithdrawals)
            yield return $"withdrawal {withdrawal.Withdrawal} matches nothing: {withdrawal.Unmatched}";
        foreach (var project in attention.PlannedEndPassed)
            yield return $"project {project} has passed its planned end, and no end of it has come";
    }

    private static string InWords(StopAnswer stop) =>
        $"STOPPED{(stop.Since is { } since ? $" since {Answer.Show(since)} ({stop.Because})" : "")}: nothing is erased until 'retention start'; {Amount.Of(stop.Records, "record")} waiting, "
        + $"{stop.LateWithin30Days} are overdue or will be within 30 days, the earliest deadline is {Answer.Show(stop.EarliestDeadline)}";

    private static void Tell(Answer answer, Watched watched, List<StatusLine> lines, IReadOnlyList<StoreLine> stores, Attention attention, Health health, List<string> needs)
    {
        // What stops everything is said before everything.
        foreach (var first in needs.Take((attention.Stop.Stopped ? 1 : 0) + attention.Guards.Count))
            answer.Line(first);
        StopsShown.Tell(answer, watched);
        answer.Many(
            lines, "no records are known (retention discover looks for them)",
            new("project", l => l.Project), new("category", l => l.Category), new("kept", l => l.Kept), new("due", l => l.Due), new("overdue", l => l.Overdue),
            new("held", l => l.Held), new("unclassified", l => l.Unclassified), new Column<StatusLine>("next deadline", l => l.NextDeadline));
        StoreListCommand.Show(answer, stores);
        answer.Line($"{Amount.Of(attention.Projects, "project")}, {attention.ProjectsWithoutEnd} of them without an end; {Amount.Of(attention.Holds.Count, "hold")} in force");
        answer.Line(attention.LastRun is { } run ? $"last run: {Answer.Show(run.At)}, {run.Erased} of {run.Due} due records erased" : "no run yet");
        answer.Line(health.Alive ? "the daemon is at work" : "no daemon is at work");
        answer.Line(needs.Count + watched.Obstacles.Count == 0 ? "nothing needs a person" : "needs a person:");
        foreach (var need in needs)
            answer.Line("  " + need);
    }
}
