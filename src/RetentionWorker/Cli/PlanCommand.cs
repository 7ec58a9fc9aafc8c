using System.CommandLine;
using NodaTime;
using Retention.Domain.Facts;
using Retention.Domain.Plans;
using RetentionWorker.Plan;
using RetentionWorker.Register;
using RetentionWorker.Run;

namespace RetentionWorker.Cli;

internal sealed class PlanCommand : Verb
{
    private const int DaysAhead = 90;

    private readonly Option<ProjectId?> project = Inputs.AnyProject();
    private readonly Option<CategoryName?> category = Inputs.Category();
    private readonly Option<ParticipantId?> participant = Inputs.Participant();
    private readonly Option<bool> save = new("--save") { Description = "Keep the plan with its records: retention purge --plan DIGEST carries it out, and only beyond a limit it waits for an approval" };

    public PlanCommand()
        : base("plan", "Show what a run would erase now, when and why, and what comes due in the next 90 days; erases nothing.", "retention plan --project commute-study --output json")
    {
        Add(project);
        Add(category);
        Add(participant);
        Add(save);
        Add(new PlanListCommand());
        Add(new PlanShowCommand());
        Add(new PlanDiffCommand());
    }

    protected override async Task<ExitCode> AnswerAsync(VerbContext asked, CancellationToken ct)
    {
        var previewing = asked.Room<Previewing>();
        // A plan that is kept is meant to be carried out, and that is done under the schedule of the file.
        var scope = new PlanScope(asked.Get(project), asked.Get(category), asked.Get(participant));
        var preview = await asked.ShowAsync("deciding and planning", _ => Task.FromResult(asked.Get(save) ? previewing.Look(scope, ct) : previewing.Peek(scope, ct)));
        Caution(asked, scope, preview);
        if (asked.Get(save))
            previewing.Save(preview);
        var now = preview.Lines.Where(l => l.Standing is Standing.Due or Standing.Overdue).ToList();
        var upcoming = Upcoming(preview);
        asked.Answer.One(
            new
            {
                digest = preview.Plan.Digest,
                schedule = preview.Plan.ScheduleSha256,
                madeAt = preview.At,
                records = preview.Plan.Records,
                bytes = preview.Plan.Bytes,
                saved = asked.Get(save),
                waits = preview.Exceeded.Count > 0,
                preview.Exceeded,
                erases = now.Select(Row),
                upcoming = upcoming.Select(Row),
                late = preview.Lines.Where(l => l.Late).Sum(l => l.Records),
                kept = Sum(preview, Standing.Kept),
                held = Sum(preview, Standing.Held),
                unclassified = Sum(preview, Standing.Unclassified),
            });
        if (!asked.Answer.IsJson)
            Tell(asked.Answer, preview, now, upcoming);
        return ExitCode.Done;
    }

    /// <summary>An answer of nothing may have another reason than that nothing is due.</summary>
    private static void Caution(VerbContext asked, PlanScope scope, Preview preview)
    {
        if (preview.NotInForce is { } difference)
            asked.Answer.Warn(difference);
        var names = asked.Room<NameCheck>();
        if (!names.AnythingDiscovered())
            asked.Answer.Warn("nothing has been discovered yet: retention discover");
        else
            foreach (var unknown in names.Unknown(scope.Project, scope.Category, scope.Participant))
                asked.Answer.Warn(unknown);
    }

    private static void Tell(Answer answer, Preview preview, List<StandingLine> now, List<StandingLine> upcoming)
    {
        answer.Line($"plan {preview.Plan.Digest}");
        answer.Line($"{Amount.Of(preview.Plan.Records, "record")} ({preview.Plan.Bytes} bytes) would be erased now");
        if (now.Count > 0)
            answer.Many(now, "", PlanTable.Columns);
        foreach (var limit in preview.Exceeded)
            answer.Line($"beyond a limit: {KeptPlanShown.Limit(limit)}; the plan would wait whole for an approval");
        answer.Line($"coming due in the next {Amount.Of(DaysAhead, "day")}: {Amount.Of(upcoming.Sum(l => l.Records), "record")}");
        if (upcoming.Count > 0)
            answer.Many(upcoming, "", PlanTable.Columns);
        if (preview.Lines.Where(l => l.Late).Sum(l => l.Records) is > 0 and var late)
            answer.Line(StandingWords.Late(late));
        answer.Line($"{Sum(preview, Standing.Kept)} kept, {Sum(preview, Standing.Held)} held, {Sum(preview, Standing.Unclassified)} unclassified");
    }

    private static List<StandingLine> Upcoming(Preview preview)
    {
        var until = preview.At + Duration.FromDays(DaysAhead);
        return preview.Lines.Where(l => l.Standing == Standing.Kept && l.DueAt <= until).OrderBy(l => l.DueAt).ToList();
    }

    private static object Row(StandingLine line) => new
    {
        line.Project, line.Category, line.Records, overdue = line.Late || line.Standing == Standing.Overdue, line.EraseFrom, line.EraseBy, line.DueAt, deadline = line.DeadlineAt, line.Rules, line.Reason,
    };

    private static long Sum(Preview preview, Standing standing) => preview.Lines.Where(l => l.Standing == standing).Sum(l => l.Records);
}

/// <summary>Lines of a plan, for people.</summary>
internal static class PlanTable
{
    public static readonly IReadOnlyList<Column<StandingLine>> Columns =
    [
        new("project", l => l.Project), new("category", l => l.Category), new("records", l => l.Records), new("from", l => l.EraseFrom), new("by", l => l.EraseBy),
        new("overdue", l => l.Late || l.Standing == Standing.Overdue), new("because of", l => string.Join(", ", l.Rules)), new("waits", l => l.Reason),
    ];
}
